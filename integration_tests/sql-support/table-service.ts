import { gzipSync } from 'node:zlib';
import { DapClient } from '../../src/dap/index.js';
import {
  type ScriptedServer,
  type SeenRequest,
  sendJson,
  startServer,
} from '../../src/dap/scripted-server.test-helper.js';

/** The columns of a table, as JSON Schema. */
export interface ServedColumns {
  readonly key: Readonly<Record<string, object>>;
  readonly value: Readonly<Record<string, object>>;
  /** Names of value columns that no row lacks. */
  readonly required?: readonly string[];
  readonly definitions?: Readonly<Record<string, object>>;
}

/** A row: plain texts by column, null for NULL. */
export type ServedRow = Readonly<Record<string, string | null>>;

/** A changed row. */
export interface ServedChange {
  readonly action: 'U' | 'D';
  readonly row: ServedRow;
}

export const NAMESPACE = 'canvas';
/** The table, unless a test names another. */
export const TABLE = 'cases';
/** Instants of the snapshot and of the changes after it. */
const INSTANTS = ['2026-03-01T08:00:00.123456Z', '2026-03-01T09:00:00.654321Z', '2026-03-01T10:00:00.000001Z'];

/**
 * A DAP with one table, `canvas.cases`, whose schema and cells a test writes, byte by byte if need be. For what the
 * emulator does not have on purpose.
 */
export class TableService {
  readonly client: DapClient;
  /** Files wait for it. */
  beforeFiles: Promise<void> | undefined;
  readonly #server: ScriptedServer;
  readonly #table: string;
  #columns: ServedColumns = { key: { id: { type: 'integer', format: 'int64' } }, value: {} };
  #version = 1;
  /** The version of the files. */
  #fileVersion = 1;
  #at = 0;
  #files: readonly Buffer[] = [];

  private constructor(server: ScriptedServer, table: string) {
    this.#server = server;
    this.#table = table;
    const baseUrl = server.url;
    this.client = new DapClient({ clientId: 'us-east-1#0c59cade', clientSecret: 'pa55word', baseUrl, limits: 'none' });
  }

  static async start(table = TABLE): Promise<TableService> {
    const holder: { service?: TableService } = {};
    const server = await startServer(async (request, response) => {
      if (request.path.startsWith('/blob/')) await holder.service?.beforeFiles;
      const answer = holder.service?.answer(request);
      if (answer instanceof Buffer)
        response.writeHead(200, { 'content-length': answer.length, etag: '"v1"' }).end(answer);
      else sendJson(response, answer === undefined ? 404 : 200, answer ?? { error: { type: 'NotFound', uuid: 'u' } });
    });
    holder.service = new TableService(server, table);
    return holder.service;
  }

  async close(): Promise<void> {
    await this.client.close();
    await this.#server.close();
  }

  /** Sets the columns of the table, and its rows in one file. */
  snapshot(columns: ServedColumns, rows: readonly ServedRow[]): void {
    this.#columns = columns;
    this.#at = 0;
    this.files([this.#tsv(rows.map((row) => ({ row })))]);
  }

  /** What the next incremental query brings; with other columns, after a change of the schema. */
  changes(changes: readonly ServedChange[], columns?: ServedColumns): void {
    if (columns !== undefined) {
      this.#columns = columns;
      this.#version += 1;
    }
    this.#fileVersion = this.#version;
    this.#at += 1;
    this.files([this.#tsv(changes)]);
  }

  /** What the next incremental query brings: files that were written before a change of the schema. */
  olderChanges(changes: readonly ServedChange[], columns: ServedColumns): void {
    this.changes(changes);
    this.#columns = columns;
    this.#version += 1;
  }

  /** Replaces the files of the next job by texts; each becomes a gzip file. */
  files(texts: readonly (string | Buffer)[]): void {
    this.#files = texts.map((text) => (typeof text === 'string' ? gzipSync(text) : text));
  }

  /** The text of a file of TSV. */
  #tsv(rows: readonly { readonly action?: 'U' | 'D'; readonly row: ServedRow }[]): string {
    const names = ['key', 'value'] as const;
    const columns = names.flatMap((part) => Object.keys(this.#columns[part]).map((name) => ({ part, name })));
    const hasAction = rows.some(({ action }) => action !== undefined);
    const meta = hasAction ? ['meta.ts', 'meta.action'] : ['meta.ts'];
    const header = [...meta, ...columns.map(({ part, name }) => `${part}.${name}`)].join('\t');
    const at = INSTANTS[this.#at] ?? '';
    const lines = rows.map(({ action, row }) => {
      const cells = columns.map(({ name }) => escaped(row[name] ?? null));
      return [at, ...(action === undefined ? [] : [action]), ...cells].join('\t');
    });
    return `${[header, ...lines].join('\n')}\n`;
  }

  answer({ method, path, body }: SeenRequest): object | Buffer | undefined {
    const [plain = ''] = path.split('?');
    if (plain === '/ids/auth/login') return { access_token: 'token', expires_in: 3600 };
    if (plain === `/dap/query/${NAMESPACE}/table`) return { tables: [this.#table] };
    if (plain.endsWith('/schema')) return { schema: this.#document(), version: this.#version };
    if (method === 'POST' && plain.endsWith('/data')) return this.#job(JSON.parse(body) as { since?: string });
    if (plain === '/dap/object/url') {
      const ids = (JSON.parse(body) as { id: string }[]).map(({ id }) => id);
      return { urls: Object.fromEntries(ids.map((id) => [id, { url: `${this.#server.url}/blob/${id}?Signature=x` }])) };
    }
    if (plain.startsWith('/blob/')) return this.#files[Number(/part-(\d+)/.exec(plain)?.[1])];
    return undefined;
  }

  #job({ since }: { readonly since?: string }): object {
    const id = `job-${this.#at}-${this.#version}`;
    const objects = this.#files.map((_, n) => ({ id: `${id}/part-${n}.tsv.gz` }));
    const instant = INSTANTS[this.#at];
    const span = since === undefined ? { at: instant } : { since, until: instant };
    return { id, status: 'complete', objects, schema_version: this.#fileVersion, ...span };
  }

  #document(): object {
    const { key, value, required = [], definitions } = this.#columns;
    const closed = { type: 'object', additionalProperties: false };
    return {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      properties: {
        meta: { ...closed, properties: { ts: { type: 'string', format: 'date-time' }, action: { type: 'string' } } },
        key: { ...closed, properties: key, required: Object.keys(key) },
        value: { ...closed, properties: value, required },
      },
      required: ['key', 'meta'],
      additionalProperties: false,
      ...(definitions === undefined ? {} : { definitions }),
    };
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\0': '\\0',
};

function escaped(text: string | null): string {
  if (text === null) return '\\N';
  return [...text].map((character) => ESCAPES[character] ?? character).join('');
}
