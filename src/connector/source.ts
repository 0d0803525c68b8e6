import type { CommandContext, Stream } from '../cdk/index.js';
import { Source } from '../cdk/source.js';
import type { ConfiguredCatalog } from '../protocol/catalog.js';
import { CONNECTOR_ADVICE } from './advice.js';
import { configSchema, type DapConfig } from './config.js';
import type { DapTables } from './dap-tables.js';
import { concernsOneTable } from './failure-scope.js';
import type { SchemaFolders } from './schema-folders.js';
import type { RecordPath } from './table-stream.js';

/** The Airbyte source for Instructure's Data Access Platform: every table an incremental stream with deletes. */
export class DapSource extends Source<DapConfig> {
  override readonly configSchema = configSchema;
  override readonly advice = CONNECTOR_ADVICE;
  override readonly documentationUrl = 'https://docs.airbyte.com/integrations/sources/dap';
  readonly #folders: SchemaFolders;
  readonly #recordPath: RecordPath;
  #tables: DapTables | undefined;

  /** @param recordPath - `parsed` is slower and gives the same records: a second opinion if one is in doubt. */
  constructor(folders: SchemaFolders, recordPath: RecordPath = 'verified') {
    super();
    this.#folders = folders;
    this.#recordPath = recordPath;
  }

  override async check(config: DapConfig, context: CommandContext): Promise<void> {
    const { checkAccess } = await import('./check-access.js');
    await checkAccess(await this.#open(config, context, 'brief'));
  }

  override async streams(config: DapConfig, context: CommandContext): Promise<Stream<object>[]> {
    return await (await this.#open(config, context, 'brief')).listStreams();
  }

  /**
   * Makes the streams from the catalog alone: listing them again would spend a call of a small quota. The first
   * one's schema, which it needs anyway, shows whether there is any access, before a hundred streams fail alike.
   */
  override async streamsToRead(
    config: DapConfig,
    catalog: ConfiguredCatalog,
    context: CommandContext,
  ): Promise<Stream<object>[]> {
    const streams = (await this.#open(config, context, 'patient')).streamsOf(catalog);
    const { proveAccess } = await import('./prove-access.js');
    await proveAccess(streams);
    return streams;
  }

  override leavesOut(error: unknown): boolean {
    return concernsOneTable(error);
  }

  override concurrency(config: DapConfig): number {
    return config.concurrency;
  }

  override async close(): Promise<void> {
    await this.#tables?.close();
  }

  /** The client and all that stands on it are loaded here, so that `spec` need not. */
  async #open(config: DapConfig, context: CommandContext, patience: 'brief' | 'patient'): Promise<DapTables> {
    const { DapTables } = await import('./dap-tables.js');
    this.#tables ??= new DapTables(config, context, this.#folders, patience, this.#recordPath);
    return this.#tables;
  }
}
