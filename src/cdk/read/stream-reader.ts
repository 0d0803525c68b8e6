import { type Advice, isAbort, isCodedError } from '../../errors.js';
import { descriptorText } from '../../protocol/descriptor.js';
import { reportFailure, toCodedError } from '../commands/report-failure.js';
import type { MessageWriter } from '../output/message-writer.js';
import type { StreamWriter } from '../output/stream-writer.js';
import type { CommandContext } from '../source.js';
import type { AnyStream, ReadContext } from '../stream.js';
import { Checkpointer } from './checkpointer.js';
import { EventCounts } from './event-counts.js';
import type { PlannedStream } from './plan.js';
import { Progress } from './progress.js';
import { readSlices } from './read-slices.js';
import { RecordPipeline } from './record-pipeline.js';
import { schemaInUse } from './schema-in-use.js';
import type { SharedReads } from './shared-reads.js';
import { SliceOutput } from './slice-output.js';
import { StreamWarnings } from './stream-warnings.js';

/** How the read of a stream ended. */
export type StreamOutcome = 'complete' | 'missing' | 'failed' | 'stopped';

/** What a finished full refresh of a stream without state leaves behind. */
const NO_CURSOR_STATE = { __ab_no_cursor_state_message: true };

/** Reads one stream from STARTED to COMPLETE or INCOMPLETE. */
export class StreamReader {
  readonly #planned: PlannedStream;
  readonly #messages: MessageWriter;
  readonly #writer: StreamWriter;
  readonly #context: CommandContext;
  readonly #advice: Advice;
  readonly #shared: SharedReads;
  readonly #checkpoints: Checkpointer;
  readonly #progress: Progress;
  readonly #warnings = new StreamWarnings();
  readonly #events: EventCounts;
  #ended = false;

  constructor(
    planned: PlannedStream,
    messages: MessageWriter,
    context: CommandContext,
    advice: Advice,
    shared: SharedReads,
  ) {
    this.#shared = shared;
    this.#planned = planned;
    this.#messages = messages;
    this.#context = context;
    this.#advice = advice;
    this.#writer = messages.stream(planned.descriptor);
    const elapsedMs = () => context.clock.monotonic();
    this.#checkpoints = new Checkpointer(this.#writer, elapsedMs, planned.state);
    const name = descriptorText(planned.descriptor);
    this.#events = new EventCounts((text) => messages.info(`Stream ${name}: ${text}`));
    this.#progress = new Progress(messages, this.#writer, elapsedMs);
  }

  /** Reads the stream. Rejects only if the output is closed, which affects all streams. */
  async run(): Promise<StreamOutcome> {
    this.#writer.status('STARTED');
    this.#progress.start();
    try {
      const stream = this.#planned.stream;
      if (stream === undefined)
        return this.#endMissing('the source does not offer it any more, or the configuration does not select it.');
      if (this.#planned.refusal !== undefined) return this.#endFailed(this.#planned.refusal.error);
      await this.#read(stream);
      return this.#ended ? 'stopped' : this.#endComplete();
    } catch (error) {
      if (isCodedError(error, 'CDK_OUTPUT_CLOSED')) throw error;
      if (this.#ended) return 'stopped';
      if (isCodedError(error, 'CDK_STREAM_MISSING')) return this.#endMissing(error.message);
      if (isAbort(error) && this.#context.signal.aborted) return 'stopped';
      return this.#endFailed(error);
    } finally {
      this.#progress.finish('in all');
    }
  }

  /**
   * Stops the stream: last consistent STATE, INCOMPLETE. Synchronous: between two batches
   * records and position always agree, so it can be called from a signal handler.
   */
  stop(): void {
    if (this.#ended) return;
    this.#end();
    this.#progress.finish('until the stop');
    this.#saveState();
    this.#writer.status('INCOMPLETE');
  }

  async #read(stream: AnyStream): Promise<void> {
    const schema = await schemaInUse(this.#planned, stream, this.#messages);
    const pipeline = await RecordPipeline.create({
      planned: this.#planned,
      stream,
      schema,
      writer: this.#writer,
      warnings: this.#warnings,
    });
    const output = new SliceOutput({ stream, pipeline, checkpoints: this.#checkpoints });
    await readSlices({
      stream,
      context: this.#readContext(pipeline.columns),
      output,
      isEnded: () => this.#ended,
      ready: () => this.#messages.sink.ready(),
    });
  }

  #readContext(columns: ReadonlySet<string> | undefined): ReadContext {
    const { stream, syncMode, cursorField, state, catalogSchema } = this.#planned;
    return {
      syncMode,
      cursorField,
      state,
      columns,
      catalogSchema,
      schemaLoader: stream?.schemaLoader,
      signal: this.#context.signal,
      log: this.#messages,
      estimate: (rows, bytes) => this.#writer.estimate(rows, bytes),
      countBytes: (bytes) => this.#progress.countBytes(bytes),
      registerSecret: (secret) => this.#context.registerSecret(secret),
      isSecret: (text) => this.#context.isSecret?.(text) === true,
      updateConfig: (changes) => this.#context.updateConfig(changes),
      rateLimited: (untilMs) => {
        if (!this.#ended) this.#writer.rateLimited(untilMs);
      },
      shared: this.#shared,
      countEvent: (event) => this.#events.add(event),
      closeAtEnd: (resource) => this.#context.closeAtEnd?.(resource),
    };
  }

  #endComplete(): StreamOutcome {
    this.#checkpoints.writeLast();
    if (!this.#checkpoints.hasWritten) {
      this.#checkpoints.write(this.#planned.stream?.isResumable === true ? {} : NO_CURSOR_STATE);
    }
    this.#end();
    this.#writer.status('COMPLETE');
    return 'complete';
  }

  #endMissing(why: string): StreamOutcome {
    this.#end();
    this.#messages.warn(`Stream ${descriptorText(this.#planned.descriptor)} was skipped: ${why}`);
    this.#writer.status('INCOMPLETE');
    return 'missing';
  }

  #endFailed(error: unknown): StreamOutcome {
    this.#end();
    // A state that cannot be used is left for the user to look at.
    if (!isCodedError(error, 'CDK_STATE_INVALID')) this.#saveState();
    this.#writer.status('INCOMPLETE');
    reportFailure(this.#messages, error, this.#advice, this.#planned.descriptor);
    return 'failed';
  }

  /** After a failure or stop: an error in writing the state must neither hide the reason nor stop the others. */
  #saveState(): void {
    try {
      this.#checkpoints.writeLast();
    } catch (error) {
      const stream = descriptorText(this.#planned.descriptor);
      this.#messages.warn(`Stream ${stream}: its last state cannot be written: ${toCodedError(error).message}`);
    }
  }

  #end(): void {
    this.#ended = true;
    this.#events.drain();
    const stream = descriptorText(this.#planned.descriptor);
    this.#warnings.tell(this.#messages, stream);
  }
}
