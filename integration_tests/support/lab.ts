import { expect } from 'vitest';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../src/emulator/index.js';
import { type CatalogChoice, type ConfiguredCatalogFile, catalogOf } from '../../src/testing/catalog-of.js';
import type { ReceivedMessage, ReceivedStream } from '../../src/testing/received-message.js';
import type { ConnectorRun } from '../../src/testing/run-connector.js';
import { stateFrom } from '../../src/testing/state-from.js';
import { streamKey } from '../../src/testing/stream-key.js';
import { type CommandOptions, runCommand } from './program.js';
import { applied, differences, type Rows, truthOf } from './rows.js';

/** What to read, and how. */
export interface ReadChoice extends Partial<CatalogChoice>, CommandOptions {
  readonly catalog?: unknown;
  readonly state?: unknown;
  readonly config?: Readonly<Record<string, unknown>>;
}

/** Quotes, a percent sign and a space: a careless mask would miss them. */
const SECRET = 'pa"ss\'w0rd %2F+é end';

/** An emulator and the built connector, pointed at each other. */
export class Lab {
  readonly emulator: Emulator;
  readonly #settings: Readonly<Record<string, unknown>>;
  readonly #speed: number | undefined;
  #offered: readonly ReceivedStream[] = [];

  private constructor(emulator: Emulator, settings: Readonly<Record<string, unknown>>, speed: number | undefined) {
    this.emulator = emulator;
    this.#speed = speed;
    this.#settings = settings;
  }

  /**
   * Starts the emulator, without limits unless asked for, and discovers what it offers, or takes it from a lab that
   * has the same tables. If the emulator's clock runs faster, the connector's does too.
   */
  static async start(
    options: EmulatorOptions & { readonly tables: Readonly<Record<string, number>> },
    settings: Readonly<Record<string, unknown>> = {},
    like?: Lab,
  ): Promise<Lab> {
    const namespaces = [...new Set(Object.keys(options.tables).map((name) => name.split('.')[0] ?? ''))];
    const emulator = await startEmulator({
      limits: false,
      jobDelayMs: 0,
      clientSecret: SECRET,
      namespaces,
      ...options,
    });
    const lab = new Lab(emulator, { namespaces, tables: Object.keys(options.tables), ...settings }, options.speed);
    if (like !== undefined) {
      lab.#offered = like.#offered;
      return lab;
    }
    try {
      const run = await lab.discover();
      expect(run.exitCode, run.stderr + run.lines.join('\n')).toBe(0);
      lab.#offered = run.messages.find((message) => message.catalog !== undefined)?.catalog?.streams ?? [];
    } catch (error) {
      await emulator.close();
      throw error;
    }
    return lab;
  }

  async close(): Promise<void> {
    await this.emulator.close();
  }

  /** The streams of `discover` at the start. */
  get offered(): readonly ReceivedStream[] {
    return this.#offered;
  }

  config(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
    const { clientId, clientSecret, baseUrl } = this.emulator;
    return { client_id: clientId, client_secret: clientSecret, base_url: baseUrl, ...this.#settings, ...changes };
  }

  catalog(choice: Partial<CatalogChoice> = {}): ConfiguredCatalogFile {
    return catalogOf({ streams: this.#offered }, { syncMode: 'incremental', ...choice });
  }

  async check(changes?: Readonly<Record<string, unknown>>, options?: CommandOptions): Promise<ConnectorRun> {
    return await runCommand('check', { config: this.config(changes) }, { ...this.#time(), ...options });
  }

  async discover(changes?: Readonly<Record<string, unknown>>, options?: CommandOptions): Promise<ConnectorRun> {
    return await runCommand('discover', { config: this.config(changes) }, { ...this.#time(), ...options });
  }

  async read(choice: ReadChoice = {}): Promise<ConnectorRun> {
    const { syncMode, streams, columns, catalog, state, config, ...options } = choice;
    const chosen = {
      ...(syncMode === undefined ? {} : { syncMode }),
      ...(streams === undefined ? {} : { streams }),
      ...(columns === undefined ? {} : { columns }),
    };
    const files = { config: this.config(config), catalog: catalog ?? this.catalog(chosen), state };
    return await runCommand('read', files, { ...this.#time(), ...options });
  }

  /** The connector shares the emulator's clock if that does not run by itself. */
  #time(): CommandOptions {
    if (this.#speed === undefined) return {};
    return { speed: this.#speed, startMs: Date.parse(this.emulator.clock.now()) };
  }

  /** Columns of a stream's primary key. */
  keyOf(stream: string): string[] {
    const offered = this.#offered.find((candidate) => streamKey(candidate) === stream);
    return (offered?.source_defined_primary_key ?? []).map((path) => path[0] ?? '');
  }

  /** What a destination holds after the messages of several reads, in order. */
  applied(stream: string, ...reads: readonly (readonly ReceivedMessage[])[]): Rows {
    const rows: Rows = new Map();
    for (const messages of reads) applied(messages, stream, this.keyOf(stream), rows);
    return rows;
  }

  /** Fails unless the result of the reads equals, row by row, what the server holds now. */
  async expectTruth(stream: string, ...reads: readonly (readonly ReceivedMessage[])[]): Promise<void> {
    expect(differences(this.applied(stream, ...reads), await truthOf(this.emulator, stream))).toEqual([]);
  }
}

/** The state a platform would hand back after a run. */
export function stateAfter(run: { readonly messages: readonly ReceivedMessage[] }, until?: number): unknown {
  return stateFrom(run.messages, until);
}
