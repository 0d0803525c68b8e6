import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { type Emulator, startEmulator } from '../../src/emulator/index.js';
import { ERROR_CATALOGUE } from '../../src/error-catalogue.js';
import { splitWords } from '../../src/tools/image/dockerfile.js';
import { parseDap } from '../support/parse-dap.js';
import type { MarkdownBlock } from './markdown-blocks.js';
import { DuckdbPlace, PostgresqlPlace } from './page-databases.js';
import { CHECKOUT, type PageHome } from './page-home.js';
import { testPage } from './run-page.js';

const PAGE = 'docs/sync.md';
const { postgresql: server } = inject('sqlServers');
const duckdb = new DuckdbPlace();
const postgresql = new PostgresqlPlace(server);
let emulator: Emulator;
/** Takes what is sent to the webhook of the page. */
let webhook: Server;
/** In the place of the port that the page has. */
let port: number;

beforeAll(async () => {
  webhook = createServer((request, response) => {
    request.resume();
    response.end();
  });
  port = await freePort();
  webhook.listen(0, '127.0.0.1');
  await once(webhook, 'listening');
  emulator = await startEmulator({
    limits: false,
    jobDelayMs: 0,
    namespaces: ['canvas'],
    tables: { 'canvas.accounts': 20, 'canvas.courses': 20, 'canvas.users': 60 },
  });
  emulator.setTables('canvas', ['accounts', 'courses', 'users']);
  const { baseUrl, clientId, clientSecret } = emulator;
  vi.stubEnv('DAP_API_URL', baseUrl);
  vi.stubEnv('DAP_CLIENT_ID', clientId);
  vi.stubEnv('DAP_CLIENT_SECRET', clientSecret);
  vi.stubEnv('DAP_LIMITS', 'off');
  vi.stubEnv('DAP_ALERT_WEBHOOK', webhookUrl());
  if (postgresql.missing === undefined) {
    await postgresql.run(
      postgresql.adaptSql(
        `CREATE ROLE dap LOGIN PASSWORD 'secret';
CREATE DATABASE canvas ENCODING 'UTF8' TEMPLATE template0;
GRANT CONNECT, CREATE, TEMPORARY ON DATABASE canvas TO dap;
`,
        true,
      ),
      { isAdmin: true, folder: '' },
    );
  }
});
afterAll(async () => {
  vi.unstubAllEnvs();
  webhook.close();
  await emulator.close();
  await postgresql.close();
});

const home = testPage(PAGE, { adapt, missing, runSql });

test('what Prometheus reads while the service runs names the tables', () => {
  const metrics = readFileSync(join(home().folder, 'metrics.txt'), 'utf8');
  expect(metrics).toContain('dap_sync_table_failures{namespace="canvas",table="users",schema="canvas"} 0');
});

test('every code on the page is one that exists', () => {
  const codes = readFileSync(join(CHECKOUT, PAGE), 'utf8').match(/\b(?:DAP|SQL|SYNC)_[A-Z_]+\b/g) ?? [];
  const known = new Set<string>([...Object.keys(ERROR_CATALOGUE), ...VARIABLES]);
  expect(codes.length).toBeGreaterThan(20);
  expect(codes.filter((code) => !known.has(code))).toEqual([]);
});

test.each(inlineCommands())('the command `dap %s` is one that dap has', async (words) => {
  await parseDap(splitWords(words));
});

const VARIABLES = [
  'CLIENT_ID',
  'QUEUE',
  'CLIENT_SECRET',
  'API_URL',
  'CONNECTION_STRING',
  'LISTEN',
  'ALERT_WEBHOOK',
].map((name) => `DAP_${name}`);

/** Commands within the text; a part that is left out is written as `…`. */
function inlineCommands(): readonly string[] {
  const spans = [...readFileSync(join(CHECKOUT, PAGE), 'utf8').matchAll(/`(?:[A-Z_]+='[^']*' )?dap ([a-z]+ -[^`]*)`/g)];
  return [...new Set(spans.map(([, words = '']) => words))].filter((words) => !words.includes('…'));
}

/** The reader's server and addresses become those of this machine. */
function adapt(text: string): string {
  return postgresql
    .adaptUrls(text)
    .replaceAll('https://hooks.example.com/services/T000/B000/secret', webhookUrl())
    .replaceAll(/\b9464\b/g, String(port));
}

function missing({ notes }: MarkdownBlock): string | undefined {
  return notes['needs'] === 'postgresql' ? postgresql.missing : undefined;
}

async function runSql({ text }: MarkdownBlock, { current }: PageHome): Promise<readonly string[]> {
  return await duckdb.run(text, { isAdmin: false, folder: current });
}

function webhookUrl(): string {
  return `http://127.0.0.1:${(webhook.address() as AddressInfo).port}/secret`;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port: free } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return free;
}
