import { randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { errorText } from '../errors.js';
import { createAdmin } from './admin.js';
import { Authority } from './auth.js';
import { BlobStore } from './blobs.js';
import { ServerClock } from './clock.js';
import { baseInstant, type DataDir, openDataDir } from './data-dir.js';
import type { Emulator } from './emulator.js';
import { FaultBoard } from './fault-board.js';
import { createApiApp } from './http/api-app.js';
import { loadHttpPackages } from './http/optional-packages.js';
import { MICROS_PER_MS, parseInstant } from './instant.js';
import { JobBoard } from './jobs.js';
import { RequestLimits } from './limits.js';
import { type Listener, listen } from './listen.js';
import type { EmulatorOptions } from './options.js';
import { checkOptions } from './options.js';
import { RequestLog } from './request-log.js';
import type { ServerState } from './server-state.js';
import { TableCatalog } from './store/table-catalog.js';
import { countPresent } from './store/table-view.js';
import { serveObject } from './store-origin/serve-object.js';
import { truthLines, truthRows } from './truth.js';
import { UrlSigner } from './urls.js';

const DEFAULT_OBJECT_ROWS = 50_000;
const DEFAULT_URL_LIFETIME_S = 900;

/**
 * Starts a DAP server on 127.0.0.1: the API with its administration on one port, the files on another.
 *
 * @throws CodedError `EMULATOR_OPTION` for an invalid option; `OPTIONAL_PACKAGE_MISSING` without hono.
 * @example
 * const emulator = await startEmulator({ limits: false, tables: { 'canvas.submissions': 1000 } });
 * // ... let a client read from emulator.baseUrl ...
 * emulator.commit({ table: 'submissions', updates: 10, deletes: 2, inserts: 5 });
 * await emulator.close();
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  checkOptions(options);
  const packages = await loadHttpPackages();
  const credentials = {
    clientId: options.clientId ?? `us-east-1#${randomUUID()}`,
    clientSecret: options.clientSecret ?? randomBytes(24).toString('base64url'),
  };
  const dir = await openDataDir(options.dataDir);
  const opened: Listener[] = [];
  try {
    const state = await createState(options, dir, credentials);
    const store = await listen(
      createServer((request, response) => serveOrBreak(state, request, response)),
      0,
    );
    opened.push(store);
    state.storeUrl = store.url;
    const emulator = createEmulator(state, credentials, async () => {
      await Promise.all(opened.map((listener) => listener.close()));
      await state.blobs.close();
      await dir.close();
    });
    const app = createApiApp(
      packages,
      state,
      createAdmin(emulator, (namespace, table) => truthLines(state, namespace, table)),
    );
    const server = packages.createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false });
    const api = await listen(server, options.port ?? 0);
    opened.push(api);
    return Object.assign(emulator, { baseUrl: api.url, adminUrl: `${api.url}/emulator` });
  } catch (error) {
    await Promise.all(opened.map((listener) => listener.close()));
    await dir.close();
    throw error;
  }
}

async function createState(
  options: EmulatorOptions,
  dir: DataDir,
  credentials: { readonly clientId: string; readonly clientSecret: string },
): Promise<ServerState> {
  const startAt = options.startAt === undefined ? Date.now() * MICROS_PER_MS : (parseInstant(options.startAt) ?? 0);
  const clock = new ServerClock(startAt, options.speed ?? 1);
  return {
    options,
    objectRows: options.objectRows ?? DEFAULT_OBJECT_ROWS,
    clock,
    authority: new Authority(credentials, clock),
    limits: options.limits === false ? undefined : new RequestLimits(clock),
    faults: new FaultBoard(),
    tables: new TableCatalog(options, await baseInstant(dir, startAt, options.startAt !== undefined)),
    jobs: new JobBoard(),
    blobs: new BlobStore(dir.path),
    urls: new UrlSigner(clock, options.urlLifetimeS ?? DEFAULT_URL_LIFETIME_S),
    log: new RequestLog(),
    rowsGenerated: 0,
    storeUrl: '',
  };
}

/** A defect of the store causes a broken connection and a line in the request log, never a crash. */
function serveOrBreak(
  state: ServerState,
  ...[request, response]: Parameters<Parameters<typeof createServer>[1] & object>
): void {
  serveObject(state, request, response).catch((error: unknown) => {
    state.log.add({
      at: state.clock.now(),
      origin: 'store',
      method: request.method ?? '',
      path: '',
      status: 0,
      fault: errorText(error),
    });
    response.destroy();
  });
}

function createEmulator(
  state: ServerState,
  credentials: { readonly clientId: string; readonly clientSecret: string },
  shutDown: () => Promise<void>,
): Emulator {
  const { clock, tables, faults, log } = state;
  let closing: Promise<void> | undefined;
  const changeSchema: Emulator['changeSchema'] = (namespace, table, change) =>
    tables.changeSchema(namespace, table, change, clock.nowMicros());
  return {
    ...credentials,
    baseUrl: '',
    adminUrl: '',
    clock: { now: () => clock.now(), advance: (ms) => clock.advance(ms) },
    faults,
    close: () => {
      closing ??= shutDown();
      return closing;
    },
    commit: (spec = {}) => tables.commit(spec, clock.nowMicros()),
    truth: (namespace, table) => truthRows(state, namespace, table),
    rowCount: (namespace, table) => countPresent(tables.get(namespace, table).view(clock.nowMicros())),
    reload: (namespace, table) => tables.reload(namespace, table, clock.nowMicros()),
    requests: () => log.entries(),
    stats: () => ({ ...log.counters(), jobs: state.jobs.count, rowsGenerated: state.rowsGenerated }),
    setTables: (namespace, names) => tables.keepOnly(namespace, names),
    dropTable: (namespace, table) => tables.drop(namespace, table),
    changeSchema,
    addColumn: (namespace, table, column) => changeSchema(namespace, table, { addColumn: column }),
    dropColumn: (namespace, table, column) => changeSchema(namespace, table, { dropColumn: column }),
    setRetention: (namespace, table, days) => tables.setRetention(namespace, table, days),
  };
}
