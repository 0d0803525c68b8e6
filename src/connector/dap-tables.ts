import type { CommandContext } from '../cdk/index.js';
import { DapClient, type RetryPolicy, type TableRef } from '../dap/index.js';
import { CodedError } from '../errors.js';
import type { ConfiguredCatalog } from '../protocol/catalog.js';
import { SchemaLoader } from '../schema/schema-loader.js';
import type { DapConfig } from './config.js';
import { logDapEvent } from './log-dap-event.js';
import type { SchemaFolders } from './schema-folders.js';
import { createTableFilter, type TableFilter } from './table-filter.js';
import { type RecordPath, TableStream } from './table-stream.js';

/** `check` and `discover` have a person waiting; a nightly `read` can wait out an outage. */
export type Patience = 'brief' | 'patient';

const RETRY: Readonly<Record<Patience, Partial<RetryPolicy>>> = {
  brief: { maxAttempts: 4 },
  patient: { maxAttemptsUnknownHost: 6 },
};

/** The tables of an account that a configuration selects, and the client that reads them. */
export class DapTables {
  readonly config: DapConfig;
  readonly client: DapClient;
  readonly #selects: TableFilter;
  readonly #schemas: SchemaLoader;
  readonly #recordPath: RecordPath;

  constructor(
    config: DapConfig,
    context: CommandContext,
    folders: SchemaFolders,
    patience: Patience,
    recordPath: RecordPath,
  ) {
    this.config = config;
    this.#selects = createTableFilter(config.tables);
    this.#schemas = new SchemaLoader(folders);
    this.#recordPath = recordPath;
    this.client = new DapClient({
      clientId: config.client_id,
      clientSecret: config.client_secret,
      baseUrl: config.base_url,
      scope: config.scope,
      clock: context.clock,
      signal: context.signal,
      registerSecret: context.registerSecret,
      onEvent: (event) => logDapEvent(context.log, event),
      retry: RETRY[patience],
    });
  }

  /**
   * The selected tables of every configured namespace, in the server's order.
   *
   * @throws CodedError `CDK_CONFIG_INVALID` when the patterns select none at all.
   */
  async listTables(): Promise<TableRef[]> {
    const { namespaces, tables: patterns } = this.config;
    const selected: TableRef[] = [];
    for (const namespace of new Set(namespaces)) {
      const tables = await this.client.listTables(namespace);
      for (const table of tables) if (this.#selects(namespace, table)) selected.push({ namespace, table });
    }
    if (selected.length > 0 || patterns === undefined || patterns.length === 0) return selected;
    throw new CodedError('CDK_CONFIG_INVALID', {
      message: `The login works, but no table of ${namespaces.join(', ')} matches the patterns of "tables".`,
    });
  }

  /** A stream for each selected table. */
  async listStreams(): Promise<TableStream[]> {
    return (await this.listTables()).map(({ namespace, table }) => this.#stream(namespace, table));
  }

  /** A stream for each entry of the catalog that the configuration still selects. */
  streamsOf(catalog: ConfiguredCatalog): TableStream[] {
    return catalog.streams.flatMap(({ stream: { name, namespace } }) => {
      const isOffered =
        namespace !== undefined && this.config.namespaces.includes(namespace) && this.#selects(namespace, name);
      return isOffered ? [this.#stream(namespace, name)] : [];
    });
  }

  async close(): Promise<void> {
    await this.client.close();
  }

  #stream(namespace: string, table: string): TableStream {
    return new TableStream({
      client: this.client,
      ref: { namespace, table },
      schemas: this.#schemas,
      invalidCursorBehavior: this.config.invalid_cursor_behavior,
      recordPath: this.#recordPath,
    });
  }
}
