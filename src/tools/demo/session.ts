import type { Emulator } from '../../emulator/index.js';
import type { AirbyteStream } from '../../protocol/catalog.js';
import { NAMESPACE, TABLES } from './campus.js';
import { configureCatalog, discoveredStreams } from './configured-catalog.js';
import type { Command, CommandInput, CommandRun, Platform } from './platform.js';
import { type CommandOutput, readOutput, type StreamOutput } from './read-output.js';

const UPDATED_AT = '_ab_cdc_updated_at';

/** A connection as a platform keeps it: its commands one after the other, and what went wrong in them. */
export class Session {
  readonly runs: CommandRun[] = [];
  readonly failures: string[] = [];
  /** Lines of all commands. */
  lines = 0;
  readonly #platform: Platform;
  readonly #config: unknown;

  constructor(platform: Platform, emulator: Emulator) {
    this.#platform = platform;
    this.#config = {
      client_id: emulator.clientId,
      client_secret: emulator.clientSecret,
      base_url: emulator.baseUrl,
      namespaces: [NAMESPACE],
      tables: TABLES,
    };
  }

  async spec(): Promise<void> {
    const { messages } = await this.#run('spec');
    this.#expect('spec writes one SPEC', messages.filter(({ type }) => type === 'SPEC').length === 1);
  }

  async check(): Promise<void> {
    const { messages } = await this.#run('check', { config: this.#config });
    const verdicts = messages.flatMap((message) =>
      message.type === 'CONNECTION_STATUS' ? [message.connectionStatus.status] : [],
    );
    this.#expect('check succeeds', verdicts.join() === 'SUCCEEDED');
  }

  async discover(): Promise<readonly AirbyteStream[]> {
    const { messages } = await this.#run('discover', { config: this.#config });
    const streams = discoveredStreams(messages);
    const names = streams.map(({ name }) => name).sort();
    this.#expect('discover finds the tables', names.join() === [...TABLES].sort().join());
    return streams;
  }

  /** Reads every stream; continues from `earlier` if given. */
  async read(streams: readonly AirbyteStream[], earlier?: CommandOutput): Promise<CommandOutput> {
    const catalog = configureCatalog(streams);
    const state = earlier?.streams.map(({ lastState }) => lastState?.state);
    const output = await this.#run('read', {
      config: this.#config,
      catalog,
      ...(state === undefined ? {} : { state }),
    });
    const isWhole = ({ status, lastState }: StreamOutput): boolean => status === 'COMPLETE' && lastState !== undefined;
    const isComplete = output.streams.length === streams.length && output.streams.every(isWhole);
    this.#expect('read completes every stream', isComplete);
    return output;
  }

  /** Compares the states of a read with the instants that its streams must have reached. */
  expectStates(output: CommandOutput, instants: ReadonlyMap<string, string>): void {
    for (const { descriptor, lastState } of output.streams) {
      const reached = lastState?.state.stream.stream_state?.[UPDATED_AT];
      const wanted = instants.get(descriptor.name);
      this.#expect(
        `the state of ${descriptor.name} reaches ${wanted} (it says ${String(reached)})`,
        reached === wanted,
      );
    }
  }

  async #run(command: Command, input?: CommandInput): Promise<CommandOutput> {
    const run = await this.#platform.run(command, input);
    const output = await readOutput(run.output);
    this.runs.push(run);
    this.lines += output.lines;
    this.failures.push(...output.faults.map((fault) => `${command}: ${fault}`));
    return output;
  }

  #expect(what: string, isTrue: boolean): void {
    if (!isTrue) this.failures.push(`It is not so that ${what}.`);
  }
}
