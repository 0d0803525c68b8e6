import type { IncomingMessage, Server } from 'node:http';
import { loadPackage } from '../../util/load-package.js';

/** What the web application finds in `context.env`. */
export interface NodeBindings {
  readonly incoming: IncomingMessage;
}

/** What the server calls for each request. */
export type FetchFunction = (request: Request, env: object) => Response | Promise<Response>;

/** The used part of @hono/node-server; its own types need those of a browser. */
interface NodeServerModule {
  createAdaptorServer(options: { readonly fetch: FetchFunction; readonly overrideGlobalObjects: boolean }): Server;
}

/** The two optional packages that carry the API. */
export interface HttpPackages extends NodeServerModule {
  readonly Hono: typeof import('hono').Hono;
  /** Given back by a handler that has dealt with the connection itself. */
  readonly RESPONSE_ALREADY_SENT: Response;
}

/** Names as variables: so the compiler does not look for their types. */
const NODE_SERVER: string = '@hono/node-server';
const NODE_SERVER_RESPONSE: string = '@hono/node-server/utils/response';

const NO_SERVER = 'The emulator needs the packages hono and @hono/node-server: npm install hono @hono/node-server';

/**
 * Loads hono, which only the emulator needs.
 *
 * @throws CodedError `OPTIONAL_PACKAGE_MISSING`
 */
export async function loadHttpPackages(): Promise<HttpPackages> {
  const [{ Hono }, server, response] = await loadPackage('hono', importAll, NO_SERVER);
  const { createAdaptorServer } = server;
  return { Hono, createAdaptorServer, RESPONSE_ALREADY_SENT: response.RESPONSE_ALREADY_SENT };
}

async function importAll() {
  return await Promise.all([
    import('hono'),
    import(NODE_SERVER) as Promise<NodeServerModule>,
    import(NODE_SERVER_RESPONSE) as Promise<Pick<HttpPackages, 'RESPONSE_ALREADY_SENT'>>,
  ]);
}
