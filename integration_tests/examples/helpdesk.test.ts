import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DELETED_TICKET, HelpdeskApi } from '../../examples/helpdesk/test/helpdesk-api.js';
import type { Row } from '../../examples/helpdesk/test/helpdesk-data.js';
import {
  type ConnectorRun,
  catalogOf,
  checkMessages,
  checkReadOrder,
  logsOf,
  recordsOf,
  runConnector,
  stateFrom,
  statesOf,
} from '../../src/testing/index.js';
import { CHECKOUT } from '../docs/page-home.js';
import { testPage } from '../docs/run-page.js';

const EXAMPLE = 'examples/helpdesk';

// Compiles the example, and runs the acceptance suite.
const home = testPage(`${EXAMPLE}/README.md`, { folder: EXAMPLE });

let folder = '';
let api: HelpdeskApi;
/** The configuration that a platform holds: replaced by each CONTROL message. */
let config: unknown;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'helpdesk-'));
  api = await HelpdeskApi.start();
  config = api.config;
});
afterEach(async () => {
  api.close();
  await rm(folder, { recursive: true });
});

async function run(command: string, files: Readonly<Record<string, unknown>> = {}): Promise<ConnectorRun> {
  const args = [command];
  for (const [name, content] of Object.entries({ config, ...files })) {
    const path = join(folder, `${name}.json`);
    await writeFile(path, JSON.stringify(content));
    args.push(`--${name}`, path);
  }
  const ended = await runConnector({ command: ['node', join(home().current, 'dist/src/main.js')], args });
  expect(checkMessages(ended.lines)).toEqual([]);
  expect(ended.exitCode).toBe(0);
  for (const { control } of ended.messages) config = control?.connectorConfig?.config ?? config;
  return ended;
}

async function read(files: Readonly<Record<string, unknown>> = {}): Promise<ConnectorRun> {
  const catalog = catalogOf((await run('discover')).messages, { syncMode: 'incremental' });
  const ended = await run('read', { catalog, ...files });
  expect(checkReadOrder(ended.messages)).toEqual([]);
  return ended;
}

const rowsOf = ({ messages }: ConnectorRun, stream: string) =>
  recordsOf(messages, stream)
    .map(({ data }) => data)
    .sort((one, other) => Number(one['id']) - Number(other['id']));

/** What a row must be after the read: times with the offset of the account, days and numbers as such. */
function asRead(row: Row): unknown {
  const members = Object.entries(row).map(([name, value]) => {
    if (typeof value !== 'string') return [name, value];
    if (name.endsWith('_at')) {
      const at = DateTime.fromSQL(value, { zone: api.data.zone });
      return [name, at.toISO({ suppressMilliseconds: true })];
    }
    if (name === 'due_on') return [name, value.replaceAll('/', '-')];
    return [name, name === 'seats' ? Number(value) : value];
  });
  return Object.fromEntries(members);
}

test('its own code has at most 90 lines', () => {
  const files = readdirSync(join(CHECKOUT, EXAMPLE, 'src')).filter((name) => name.endsWith('.ts'));
  const texts = files.map((name) => readFileSync(join(CHECKOUT, EXAMPLE, 'src', name), 'utf8'));
  expect(files.sort()).toEqual(['main.ts', 'source.ts', 'streams.ts']);
  expect(texts.flatMap((text) => text.trimEnd().split('\n')).length).toBeLessThanOrEqual(90);
});

test('check uses up a refresh token and hands on the new one', async () => {
  const { messages } = await run('check');
  expect(messages.at(-1)?.connectionStatus).toMatchObject({ status: 'SUCCEEDED' });
  expect(config).toEqual(api.config);
  expect(api.config.refresh_token).toBe('refresh-token-1');
});

test('a first read gives what the API holds, and the second one only what changed', async () => {
  const first = await read();
  const tickets = api.data.tickets();
  const comments = tickets.flatMap(({ id }) => (id === DELETED_TICKET ? [] : api.data.comments(id)));
  expect(rowsOf(first, 'tickets')).toEqual(tickets.map(asRead));
  expect(rowsOf(first, 'comments')).toEqual(comments.map(asRead));
  expect(rowsOf(first, 'users')).toEqual(api.data.users().map(asRead));
  expect(rowsOf(first, 'organizations')).toEqual(api.data.organizations().map(asRead));
  expect(logsOf(first.messages, 'WARN')).toEqual([]);
  const statuses = api.requests.map(({ status }) => status);
  for (const status of [404, 409, 429]) expect(statuses).toContain(status);
  expect(statuses).not.toContain(401);
  const state = statesOf(first.messages, 'comments').at(-1)?.stream?.stream_state;
  expect(state?.['states']).toHaveLength(tickets.length);

  api.data.change(11, DateTime.utc(), 111);
  api.requests.length = 0;
  const second = await read({ state: stateFrom(first.messages) });
  expect(rowsOf(second, 'tickets')).toEqual(
    api.data
      .tickets()
      .filter(({ id }) => id === 11)
      .map(asRead),
  );
  expect(rowsOf(second, 'comments')).toEqual(
    api.data
      .comments(11)
      .filter(({ id }) => id === 111)
      .map(asRead),
  );
  const lists = api.requests.filter(({ url }) => url.includes('/comments')).map(({ url }) => url.split('?')[0]);
  expect(new Set(lists)).toEqual(new Set(['/v1/tickets/11/comments']));
});
