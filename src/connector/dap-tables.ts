import type { CommandContext, Logger } from '../cdk/index.js';
import { DapClient, type Origin, originOf, type RetryPolicy, type TableRef } from '../dap/index.js';
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

/** All tables write to one output, so more open objects would only take memory. */
const MAX_OPEN_OBJECTS = 3;

const MINUTE_MS = 60_000;

/** The tables of an account that a configuration selects, and the client that reads them. */
export class DapTables {
  readonly config: DapConfig;
  readonly client: DapClient;
  readonly #selects: TableFilter;
  readonly #schemas: SchemaLoader;
  readonly #recordPath: RecordPath;
  readonly #log: Logger;

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
    this.#log = context.log;
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
      maxOpenObjects: MAX_OPEN_OBJECTS,
      maxJobWaitMs: config.max_job_wait_minutes * MINUTE_MS,
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
      const tables = (await this.client.getTables(namespace)).filter((table) => this.#selects(namespace, table));
      for (const table of this.#withoutRepeats(namespace, tables)) selected.push({ namespace, table });
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

  #formerOrigins(): Origin[] {
    const { url, scope } = this.client.origin;
    return (this.config.former_client_ids ?? []).map((clientId) => originOf(url, clientId, scope));
  }

  #withoutRepeats(namespace: string, tables: readonly string[]): ReadonlySet<string> {
    const repeated = new Set(tables.filter((table, index) => tables.indexOf(table) < index));
    for (const table of repeated) {
      this.#log.warn(`DAP lists table ${namespace}.${table} more than once. It is offered once.`);
    }
    return new Set(tables);
  }

  #stream(namespace: string, table: string): TableStream {
    return new TableStream({
      client: this.client,
      ref: { namespace, table },
      schemas: this.#schemas,
      invalidCursorBehavior: this.config.invalid_cursor_behavior,
      invalidRowBehavior: this.config.invalid_row_behavior,
      formerOrigins: this.#formerOrigins(),
      recordPath: this.#recordPath,
    });
  }
}
