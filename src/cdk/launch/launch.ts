import { readFile } from 'node:fs/promises';
import { type Advice, errorText, isCodedError } from '../../errors.js';
import type { ConnectorSpecification } from '../../protocol/messages.js';
import type { ProgramInfo } from '../../shell/command-line.js';
import { StopSignals } from '../../shell/stop-signals.js';
import { systemClock } from '../../util/clock.js';
import { SOURCE_ADVICE } from '../advice.js';
import type { CommandRequest } from '../commands/command-request.js';
import type { JsonInput } from '../commands/json-input.js';
import { reportFailure } from '../commands/report-failure.js';
import { EXIT_FAILED, EXIT_OK, runCommand } from '../commands/run-command.js';
import { MessageWriter } from '../output/message-writer.js';
import { SecretMask } from '../output/secret-mask.js';
import type { Source } from '../source.js';
import { type ParsedCommand, parseArguments } from './arguments.js';
import { FdSink } from './fd-sink.js';
import { guardStreams } from './guarded-streams.js';

const STDOUT = 1;
/** After this long a stopped program ends even if its last lines could not be written. */
const GRACE_MS = 4_000;

/** How a source presents itself as a program. */
export interface LaunchInfo extends ProgramInfo {
  /**
   * File that holds the specification, written when the program is built. With it `spec` answers without loading
   * the source; without the file it is made from the source.
   */
  readonly specification?: URL;
}

/**
 * Runs a source as a program: arguments, files, standard output, signals, exit code. Call it once, as the
 * last statement of the program. The source is loaded after the signal handlers are installed.
 *
 * @example
 * await launch(async () => new MySource(), { name: 'source-my', version: '1.0.0', description: 'My API' });
 */
export async function launch<Config>(loadSource: () => Promise<Source<Config>>, info: LaunchInfo): Promise<void> {
  const stop = new StopSignals({ endBy: 'signal', graceMs: GRACE_MS });
  const parsed = await parseArguments(info, process.argv.slice(2), (text) => process.stderr.write(text));
  if (parsed.kind === 'exit') {
    process.exitCode = parsed.code;
    return;
  }
  const sink = new FdSink(STDOUT, await watchOutput(parsed.command));
  const debug = parsed.debug || process.env['LOG_LEVEL']?.toLowerCase() === 'debug';
  const messages = new MessageWriter({ sink, mask: new SecretMask(), clock: systemClock, debug });
  guardStreams(messages);
  stop.onStop(() => sink.drain());
  const program = new SourceProgram(loadSource, info);
  const end = createEnd(stop, sink, info.name);
  sink.closed.addEventListener('abort', () => {
    stop.abort();
    end(EXIT_FAILED);
  });
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      // Streams first: their states cover what they were able to send. After a stop, failures only follow from it.
      const isFirst = !stop.signal.aborted;
      stop.abort();
      if (isFirst) reportFailure(messages, error, program.advice);
      end(EXIT_FAILED);
    });
  }
  end(await program.run(parsed.command, messages, stop.signal));
}

/** Keeps the memory of a command small; `spec` writes one line and need not pay for that. */
async function watchOutput({ command }: ParsedCommand): Promise<((bytes: number) => void) | undefined> {
  if (command === 'spec') return undefined;
  const { holdMemory } = await import('../../shell/hold-memory.js');
  return holdMemory();
}

/** Loads the source and runs its command. */
class SourceProgram<Config> {
  /** The source's own once it is loaded. */
  advice: Advice = SOURCE_ADVICE;
  readonly #loadSource: () => Promise<Source<Config>>;
  readonly #info: LaunchInfo;

  constructor(loadSource: () => Promise<Source<Config>>, info: LaunchInfo) {
    this.#loadSource = loadSource;
    this.#info = info;
  }

  async run(command: ParsedCommand, messages: MessageWriter, signal: AbortSignal): Promise<number> {
    try {
      const specification = command.command === 'spec' ? await readSpecification(this.#info) : undefined;
      if (specification !== undefined) {
        messages.write({ type: 'SPEC', spec: specification });
        return EXIT_OK;
      }
      const source = await this.#loadSource();
      this.advice = source.advice;
      return await runCommand(source, toRequest(command), messages, signal);
    } catch (error) {
      // A closed output is reported on standard error when the process ends: see createEnd.
      if (!signal.aborted && !isCodedError(error, 'CDK_OUTPUT_CLOSED')) reportFailure(messages, error, this.advice);
      return EXIT_FAILED;
    }
  }
}

/**
 * Makes the function that writes what is left and ends the process, at its first call: sockets that a library
 * keeps open must not hold it. After a stop signal the signal itself is the end.
 */
function createEnd(stop: StopSignals, sink: FdSink, name: string): (code: number) => void {
  let isEnding = false;
  const end = async (code: number): Promise<void> => {
    try {
      await sink.drain();
    } catch (error) {
      if (stop.received) return;
      process.stderr.write(`${name}: ${errorText(error)}\n`);
      process.exit(EXIT_FAILED);
    }
    if (!stop.received) process.exit(code);
  };
  return (code) => {
    if (isEnding) return;
    isEnding = true;
    void end(code);
  };
}

/** The specification as the build wrote it; undefined without such a build. */
async function readSpecification(info: LaunchInfo): Promise<ConnectorSpecification | undefined> {
  if (info.specification === undefined) return undefined;
  try {
    return JSON.parse(await readFile(info.specification, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function toRequest(parsed: ParsedCommand): CommandRequest {
  switch (parsed.command) {
    case 'spec':
      return parsed;
    case 'check':
    case 'discover':
      return { command: parsed.command, config: fileInput(parsed.config) };
    case 'read':
      return {
        command: 'read',
        config: fileInput(parsed.config),
        catalog: fileInput(parsed.catalog),
        state: parsed.state === undefined ? undefined : fileInput(parsed.state),
      };
    default:
      return parsed satisfies never;
  }
}

function fileInput(path: string): JsonInput {
  return { path, readText: () => readFile(path, 'utf8') };
}
