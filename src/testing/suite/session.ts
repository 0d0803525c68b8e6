import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringifyJson } from '../../util/json.js';
import { type CommandRun, messagesIn } from '../assertions/command-run.js';
import type { ReceivedState } from '../received-message.js';
import type { AcceptanceOptions, CommandTimeouts } from './acceptance-options.js';
import { linesOf, outputOf } from './line-file.js';
import { runToFiles } from './run-command.js';

const MINUTE_MS = 60_000;
const TIMEOUTS_MS: CommandTimeouts = {
  spec: MINUTE_MS,
  check: 5 * MINUTE_MS,
  discover: 5 * MINUTE_MS,
  read: 20 * MINUTE_MS,
};

/** One command of the connector, with its files as values. */
export interface CommandRequest {
  readonly title: string;
  readonly command: CommandRun['command'];
  /** Replaces the stored config. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** `read` only; may be no valid catalog. */
  readonly catalog?: { readonly streams: readonly object[] };
  readonly state?: readonly (ReceivedState | object)[] | undefined;
  readonly expects?: CommandRun['expects'];
  readonly isProbe?: boolean;
}

/** Runs commands of one connector in turn, and stores its config as a platform does. */
export class ConnectorSession {
  readonly #options: AcceptanceOptions;
  readonly #folder: string;
  readonly #runs: CommandRun[] = [];
  readonly #configs: Readonly<Record<string, unknown>>[] = [];
  #config: Readonly<Record<string, unknown>>;

  /** @param folder - exists, and is this session's own */
  constructor(options: AcceptanceOptions, folder: string) {
    this.#options = options;
    this.#folder = folder;
    this.#config = options.config;
    this.#configs.push(options.config);
  }

  /** Its content is removed when the suite ends. */
  get folder(): string {
    return this.#folder;
  }

  /** All runs so far, in order. */
  get runs(): readonly CommandRun[] {
    return this.#runs;
  }

  /** The config of the options, and each by which the connector replaced it. */
  get configs(): readonly Readonly<Record<string, unknown>>[] {
    return this.#configs;
  }

  /** @throws CodedError as `runToFiles` does. */
  async run(request: CommandRequest): Promise<CommandRun> {
    this.#options.onProgress?.(request.title);
    const folder = join(this.#folder, String(this.#runs.length + 1));
    await mkdir(folder, { mode: 0o700 });
    const args = [request.command as string, ...(await this.#writeInputs(folder, request))];
    const [stdoutPath, stderrPath] = [join(folder, 'stdout'), join(folder, 'stderr')];
    const { timeoutsMs, command, cwd, env, signal } = this.#options;
    const timeoutMs = timeoutsMs?.[request.command] ?? TIMEOUTS_MS[request.command];
    const end = await runToFiles({
      command: [...command, ...args],
      cwd,
      env,
      signal,
      timeoutMs,
      stdoutPath,
      stderrPath,
    });
    const { title, expects = 'success', isProbe = false } = request;
    const run: CommandRun = {
      title,
      command: request.command,
      expects,
      isProbe,
      ...end,
      output: outputOf(stdoutPath),
      stderr: linesOf(stderrPath),
    };
    this.#runs.push(run);
    if (request.config === undefined) this.#storeConfig(run);
    return run;
  }

  async #writeInputs(folder: string, request: CommandRequest): Promise<string[]> {
    const inputs = {
      ...(request.command === 'spec' ? {} : { config: request.config ?? this.#config }),
      ...(request.catalog === undefined ? {} : { catalog: request.catalog }),
      ...(request.state === undefined ? {} : { state: request.state }),
    };
    const args: string[] = [];
    for (const [name, value] of Object.entries(inputs)) {
      const path = join(folder, `${name}.json`);
      await writeFile(path, stringifyJson(value), { mode: 0o600 });
      args.push(`--${name}`, path);
    }
    return args;
  }

  /** A CONTROL message carries the whole new config, as after the rotation of a token. */
  #storeConfig(run: CommandRun): void {
    for (const { control } of messagesIn(run.output)) {
      const config = control?.connectorConfig?.config;
      if (config === undefined) continue;
      this.#config = config;
      this.#configs.push(config);
    }
  }
}
