import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { TEST_CERTIFICATE } from '../../src/http/certificate.test-helper.js';
import { startProxy, type TestProxy } from '../../src/http/proxy.test-helper.js';
import { Lab } from '../support/lab.js';

/** A name that only the proxy can resolve. */
const HOST = 'dap.example.test';
const PASSWORD = 'pr0xy-pa55';

describe('a network with access through a proxy only', () => {
  let lab: Lab;
  let front: Server;
  let folder: string;
  let certificate: string;
  let proxy: TestProxy;
  const config = { base_url: `https://${HOST}` };
  const environment = () => ({
    NODE_EXTRA_CA_CERTS: certificate,
    HTTPS_PROXY: `http://reader:${PASSWORD}@${proxy.host}`,
  });

  beforeAll(async () => {
    lab = await Lab.start({ tables: { 'canvas.users': 40 } });
    const { hostname, port } = new URL(lab.emulator.baseUrl);
    front = createServer(TEST_CERTIFICATE, (socket) => {
      const upstream = connect(Number(port), hostname);
      socket.on('error', () => upstream.destroy());
      upstream.on('error', () => socket.destroy());
      socket.pipe(upstream).pipe(socket);
    });
    await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
    folder = await mkdtemp(join(tmpdir(), 'source-dap-proxy-'));
    certificate = join(folder, 'authority.pem');
    await writeFile(certificate, TEST_CERTIFICATE.cert);
  });
  beforeEach(async () => {
    proxy = await startProxy({ hosts: { [HOST]: (front.address() as AddressInfo).port } });
  });
  afterEach(async () => await proxy.close());
  afterAll(async () => {
    front?.close();
    await lab?.close();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  test('check and read work, with the credentials of the proxy, which no message contains', async () => {
    const check = await lab.check(config, { env: environment() });
    expect(check.messages.find(({ type }) => type === 'CONNECTION_STATUS')?.connectionStatus?.status).toBe('SUCCEEDED');
    const run = await lab.read({ config, env: environment() });
    expect(run.exitCode).toBe(0);
    await lab.expectTruth('canvas.users', run.messages);
    const authorization = `Basic ${Buffer.from(`reader:${PASSWORD}`).toString('base64')}`;
    // Here files are on this machine, which is reached directly.
    expect(new Set(proxy.seen.map((seen) => JSON.stringify(seen)))).toEqual(
      new Set([JSON.stringify({ method: 'CONNECT', target: `${HOST}:443`, authorization })]),
    );
    expect([...check.lines, ...run.lines, check.stderr, run.stderr].join('\n')).not.toContain(PASSWORD);
  });

  test('NO_PROXY is also respected in lower case', async () => {
    const env = { ...environment(), no_proxy: `localhost, .${HOST.slice(4)}` };
    const run = await lab.check(config, { env });
    const status = run.messages.find(({ type }) => type === 'CONNECTION_STATUS')?.connectionStatus;
    expect(status).toMatchObject({ status: 'FAILED', message: expect.stringContaining('cannot be resolved') });
    expect(proxy.seen).toEqual([]);
  });

  test('a proxy that refuses the connection is named, without its credentials', async () => {
    const strict = await startProxy({ refuse: 407 });
    const env = { ...environment(), HTTPS_PROXY: `http://reader:${PASSWORD}@${strict.host}` };
    const run = await lab.check(config, { env });
    await strict.close();
    const status = run.messages.find(({ type }) => type === 'CONNECTION_STATUS')?.connectionStatus;
    expect(status?.message).toContain(`${HOST}, through the proxy ${strict.host}: the proxy refuses the connection`);
    expect(strict.seen).toHaveLength(1);
    expect([...run.lines, run.stderr].join('\n')).not.toContain(PASSWORD);
  });
});
