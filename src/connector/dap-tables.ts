import type { CommandContext } from '../cdk/index.js';
import { DapClient } from '../dap/index.js';
import type { ConfiguredCatalog } from '../protocol/catalog.js';
import { SchemaLoader } from '../schema/schema-loader.js';
import type { DapConfig } from './config.js';
import { logDapEvent } from './log-dap-event.js';
import type { SchemaFolders } from './source.js';
import { createTableFilter, type TableFilter } from './table-filter.js';
import { TableStream } from './table-stream.js';

/** `check` and `discover` have a person waiting; a nightly `read` can wait out an outage. */
export type Patience = 'brief' | 'patient';

const BRIEF_RETRY = { maxAttempts: 4 };

/** The tables of an account that a configuration selects, and the client that reads them. */
export class DapTables {
  readonly config: DapConfig;
  readonly client: DapClient;
  readonly #selects: TableFilter;
  readonly #schemas: SchemaLoader;

  constructor(config: DapConfig, context: CommandContext, folders: SchemaFolders, patience: Patience) {
    this.config = config;
    this.#selects = createTableFilter(config.tables);
    this.#schemas = new SchemaLoader(folders);
    this.client = new DapClient({
      clientId: config.client_id,
      clientSecret: config.client_secret,
      baseUrl: config.base_url,
      scope: config.scope,
      clock: context.clock,
      signal: context.signal,
      registerSecret: context.registerSecret,
      onEvent: (event) => logDapEvent(context.log, event),
      ...(patience === 'brief' ? { retry: BRIEF_RETRY } : {}),
    });
  }

  /** Names of the selected tables of a namespace, in the server's order. */
  async listTables(namespace: string): Promise<string[]> {
    const tables = await this.client.listTables(namespace);
    return tables.filter((table) => this.#selects(namespace, table));
  }

  /** A stream for each selected table. */
  async listStreams(): Promise<TableStream[]> {
    const streams: TableStream[] = [];
    for (const namespace of new Set(this.config.namespaces)) {
      for (const table of await this.listTables(namespace)) streams.push(this.#stream(namespace, table));
    }
    return streams;
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
    });
  }
}
