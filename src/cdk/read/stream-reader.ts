import { type Advice, isAbort, isCodedError } from '../../errors.js';
import { descriptorText } from '../../protocol/descriptor.js';
import { reportFailure, toCodedError } from '../commands/report-failure.js';
import type { MessageWriter } from '../output/message-writer.js';
import type { StreamWriter } from '../output/stream-writer.js';
import type { CommandContext } from '../source.js';
import { derivesState, type ReadContext, type Stream } from '../stream.js';
import { Checkpoint, EncodedRecords, RecordBatch, type StreamItem } from '../stream-items.js';
import { Checkpointer } from './checkpointer.js';
import type { PlannedStream } from './plan.js';
import { Progress } from './progress.js';
import { RecordPipeline } from './record-pipeline.js';
import { schemaInUse } from './schema-in-use.js';
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
  readonly #checkpoints: Checkpointer;
  readonly #progress: Progress;
  readonly #warnings = new StreamWarnings();
  #ended = false;

  constructor(planned: PlannedStream, messages: MessageWriter, context: CommandContext, advice: Advice) {
    this.#planned = planned;
    this.#messages = messages;
    this.#context = context;
    this.#advice = advice;
    this.#writer = messages.stream(planned.descriptor);
    const elapsedMs = () => context.clock.monotonic();
    this.#checkpoints = new Checkpointer(this.#writer, elapsedMs, planned.state);
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

  async #read(stream: Stream<object>): Promise<void> {
    const schema = await schemaInUse(this.#planned, stream, this.#messages);
    const pipeline = await RecordPipeline.create({
      planned: this.#planned,
      stream,
      schema,
      writer: this.#writer,
      warnings: this.#warnings,
    });
    const context = this.#readContext(pipeline.columns);
    for await (const slice of stream.streamSlices(context)) {
      for await (const item of stream.readRecords(context, slice)) {
        if (this.#ended) return;
        this.#accept(stream, pipeline, item);
        await this.#messages.sink.ready();
      }
      if (this.#ended) return;
      if (pipeline.derivedState !== undefined) this.#checkpoints.write(pipeline.derivedState);
    }
  }

  /** Synchronous from record to position: see {@link stop}. */
  #accept(stream: Stream<object>, pipeline: RecordPipeline, item: StreamItem<object>): void {
    if (item instanceof Checkpoint) {
      this.#checkpoints.write(item.state);
    } else if (item instanceof RecordBatch) {
      if (item.position !== undefined) pipeline.refusePosition();
      pipeline.accept(item.records);
      if (item.position !== undefined) this.#checkpoints.reached(item.position);
    } else if (item instanceof EncodedRecords) {
      pipeline.acceptEncoded(item);
      if (item.position !== undefined) this.#checkpoints.reached(item.position);
    } else {
      pipeline.accept([item]);
    }
    this.#writeDerivedState(stream, pipeline);
  }

  #writeDerivedState(stream: Stream<object>, pipeline: RecordPipeline): void {
    if (!derivesState(stream) || stream.stateCheckpointInterval === undefined) return;
    if (this.#checkpoints.recordsSinceCheckpoint < stream.stateCheckpointInterval) return;
    if (pipeline.derivedState !== undefined) this.#checkpoints.write(pipeline.derivedState);
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
    this.#saveState();
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
    const stream = descriptorText(this.#planned.descriptor);
    this.#warnings.tell(this.#messages, stream);
  }
}
