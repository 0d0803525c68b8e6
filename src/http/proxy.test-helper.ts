import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** What a proxy was asked for. */
export interface ProxiedRequest {
  readonly method: string;
  /** `host:port` of a tunnel, or the whole URL of a plain request. */
  readonly target: string;
  readonly authorization: string | undefined;
}

/** How a test proxy behaves. */
export interface TestProxyOptions {
  /** Ports of this machine by the host names that only the proxy knows. */
  readonly hosts?: Readonly<Record<string, number>>;
  /** Status of every answer in place of a connection; `silent` for none at all. */
  readonly refuse?: number | 'silent';
}

/** An HTTP proxy on this machine: tunnels by CONNECT, plain requests by their absolute URL. */
export interface TestProxy {
  /** `host:port`. */
  readonly host: string;
  readonly seen: readonly ProxiedRequest[];
  close(): Promise<void>;
}

/** Starts a proxy. */
export async function startProxy(options: TestProxyOptions = {}): Promise<TestProxy> {
  const seen: ProxiedRequest[] = [];
  const sockets = new Set<Socket>();
  const note = (request: IncomingMessage) =>
    seen.push({
      method: request.method ?? '',
      target: request.url ?? '',
      authorization: request.headers['proxy-authorization'],
    });
  const server = createServer((request, response) => {
    note(request);
    if (options.refuse === undefined) forward(request, response, options.hosts ?? {});
    else if (options.refuse !== 'silent') response.writeHead(options.refuse).end('the proxy says no');
  });
  server.on('connection', (socket) => sockets.add(socket));
  server.on('connect', (request, socket: Socket) => {
    note(request);
    socket.on('error', () => undefined);
    if (options.refuse !== undefined) {
      if (options.refuse !== 'silent') socket.end(`HTTP/1.1 ${options.refuse} No\r\n\r\n`);
      return;
    }
    tunnel(socket, options.hosts?.[request.url?.split(':')[0] ?? '']);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, seen, close };
}

function tunnel(socket: Socket, port: number | undefined): void {
  if (port === undefined) {
    socket.end('HTTP/1.1 502 Unknown host\r\n\r\n');
    return;
  }
  const upstream = connect(port, '127.0.0.1', () => {
    socket.write('HTTP/1.1 200 Connected\r\n\r\n');
    upstream.pipe(socket).pipe(upstream);
  });
  upstream.on('error', () => socket.destroy());
  socket.on('close', () => upstream.destroy());
}

function forward(
  request: IncomingMessage,
  response: ServerResponse,
  hosts: NonNullable<TestProxyOptions['hosts']>,
): void {
  const url = new URL(request.url ?? '');
  const port = hosts[url.hostname];
  if (port === undefined) {
    response.writeHead(502).end();
    return;
  }
  const { method, headers } = request;
  const upstream = httpRequest(
    { host: '127.0.0.1', port, path: `${url.pathname}${url.search}`, method, headers },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  upstream.on('error', () => response.destroy());
  request.pipe(upstream);
}
