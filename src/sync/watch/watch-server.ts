import type { Server } from 'node:http';
import { loadPackage } from '../../util/load-package.js';
import { type Address, type Listener, listen } from './listen.js';
import type { Metrics } from './metrics.js';
import type { Breach } from './objectives.js';
import type { ServiceState } from './service-state.js';

/** The used part of @hono/node-server; its own types need those of a browser. */
interface NodeServerModule {
  createAdaptorServer(options: {
    readonly fetch: (request: Request) => Response | Promise<Response>;
    readonly overrideGlobalObjects: boolean;
  }): Server;
}

/** A variable: so the compiler does not look for its types. */
const NODE_SERVER: string = '@hono/node-server';

/** What the server shows. */
export interface WatchParts {
  readonly state: () => ServiceState;
  readonly metrics: Metrics;
  readonly breaches: () => readonly Breach[];
}

/** Whether the service does its work, and if not, why. */
export interface Readiness {
  readonly ready: boolean;
  readonly reason?: string | undefined;
}

/**
 * Serves `/metrics` for Prometheus, `/healthz` (the process is alive: 200) and `/readyz` (it has seen service and
 * database, and the last run did not fail as a whole: 200, else 503). None of them names a secret, so none needs one.
 *
 * @throws CodedError `TOOL_INPUT` if the address is not available; `OPTIONAL_PACKAGE_MISSING` without hono.
 */
export async function serveWatch(parts: WatchParts, address: Address): Promise<Listener> {
  const { Hono } = await loadPackage('hono', async () => await import('hono'));
  const { createAdaptorServer } = await loadPackage(NODE_SERVER, async () => {
    return (await import(NODE_SERVER)) as NodeServerModule;
  });
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    context.header('cache-control', 'no-store');
    context.header('x-content-type-options', 'nosniff');
  });
  app.get('/healthz', (context) => context.json({ status: 'alive' }));
  app.get('/readyz', (context) => {
    const readiness = readinessOf(parts.state());
    return context.json({ ...readiness, breaches: parts.breaches().map(describe) }, readiness.ready ? 200 : 503);
  });
  app.get('/metrics', async (context) => {
    return context.body(await parts.metrics.text(), 200, { 'content-type': parts.metrics.contentType });
  });
  const server = createAdaptorServer({ fetch: (request) => app.fetch(request), overrideGlobalObjects: false });
  return await listen(server, address);
}

/** Ready: tables are known, and the last run met nothing that concerns all of them. */
function readinessOf({ tables, run, lastRun }: ServiceState): Readiness {
  if (lastRun?.failure !== undefined) {
    const { code, message } = lastRun.failure;
    return { ready: false, reason: `The last run failed: ${message} [${code}]` };
  }
  if (tables.size > 0 || lastRun !== undefined || run !== undefined) return { ready: true };
  return { ready: false, reason: 'The first run has not begun.' };
}

function describe({ table: { namespace, table, schema }, kind, value, limit }: Breach) {
  return { namespace, table, schema, kind, value, limit };
}
