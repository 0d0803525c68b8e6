import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import {
  type AnyStream,
  DatetimeCursor,
  type HttpContext,
  type HttpPage,
  HttpStream,
  type PartitionFailurePolicy,
  Source,
  Substream,
} from '../../src/cdk/index.js';
import {
  catalogOf,
  checkReadOrder,
  errorsOf,
  logsOf,
  recordsOf,
  runCommandInProcess,
  stateFrom,
  statesOf,
  statusesOf,
} from '../../src/testing/index.js';

interface Row {
  id: number;
  team?: number;
  at: string;
}

/** Teams and their members, with what the tests break. */
const api = { teams: [] as Row[], members: [] as Row[], asked: [] as string[], broken: new Set<number>(), url: '' };

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  api.asked.push(`${url.pathname}${url.search}`);
  const [, kind, team] = url.pathname.split('/');
  if (api.broken.has(Number(team ?? 0))) {
    response.writeHead(400).end('{"message":"broken"}');
    return;
  }
  const rows = kind === 'teams' ? api.teams : api.members.filter((row) => row.team === Number(team));
  const [since, until] = [url.searchParams.get('since') ?? '', url.searchParams.get('until') ?? '~'];
  response.end(JSON.stringify(rows.filter((row) => row.at >= since && row.at <= until)));
});
// Programs that other tests kill leave their files in the folder that all share.
const folder = mkdtempSync(join(tmpdir(), 'parts-'));

beforeAll(async () => {
  vi.stubEnv('TMPDIR', folder);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  api.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => {
  server.close();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  api.teams = [1, 2, 3].map((id) => ({ id, at: `2026-01-0${id}T00:00:00Z` }));
  api.members = [11, 12, 21, 31].map((id) => ({ id, team: Math.floor(id / 10), at: `2026-02-${id}T00:00:00Z` }));
  api.members[3] = { id: 31, team: 3, at: '2026-02-03T00:00:00Z' };
  api.asked = [];
  api.broken.clear();
});

abstract class ApiStream extends HttpStream<Row> {
  override readonly primaryKey = 'id';
  override readonly cursor = new DatetimeCursor({ field: 'at', start: '2026-01-01' });
  override get urlBase() {
    return api.url;
  }
  override async getJsonSchema() {
    const at = { type: 'string', format: 'date-time', airbyte_type: 'timestamp_with_timezone' };
    return { type: 'object', properties: { id: { type: 'integer' }, team: { type: ['null', 'integer'] }, at } };
  }
  override requestParams({ slice }: HttpContext) {
    return { since: String(slice['start']), until: String(slice['end']) };
  }
  override parseResponse(answer: HttpPage) {
    return answer.json() as Row[];
  }
}

class Teams extends ApiStream {
  override path() {
    return 'teams';
  }
}

interface Choice {
  readonly policy?: PartitionFailurePolicy;
  readonly incrementalDependency?: boolean;
  readonly sliceConcurrency?: number;
}

class Members extends ApiStream {
  override readonly partitions;
  override readonly sliceConcurrency: number;
  constructor(teams: Teams, { policy = 'fail', incrementalDependency = false, sliceConcurrency = 1 }: Choice) {
    super();
    this.sliceConcurrency = sliceConcurrency;
    this.partitions = new Substream(teams, {
      partition: { teamId: 'id' },
      extra: { changed: 'at' },
      incrementalDependency,
      onPartitionFailure: policy,
    });
  }
  override path({ slice }: HttpContext) {
    return `members/${slice['teamId']}`;
  }
}

class Captains extends Members {}

class TeamSource extends Source {
  override readonly configSchema = z.object({});
  override readonly checkStreams = ['teams', 'members'];
  readonly #choice: Choice;
  constructor(choice: Choice = {}) {
    super();
    this.#choice = choice;
  }
  override async streams(): Promise<AnyStream[]> {
    const teams = new Teams();
    return [teams, new Members(teams, this.#choice), new Captains(teams, this.#choice)];
  }
}

async function read(streams: readonly string[], choice: Choice = {}, state?: unknown) {
  const source = new TeamSource(choice);
  const { messages } = await runCommandInProcess(source, { command: 'discover' });
  const catalog = catalogOf(messages, { syncMode: 'incremental', streams });
  api.asked = [];
  return await runCommandInProcess(source, { command: 'read', catalog, state });
}

const ids = (run: Awaited<ReturnType<typeof read>>) => recordsOf(run.messages).map(({ data }) => data['id']);
const lastState = (run: Awaited<ReturnType<typeof read>>) => statesOf(run.messages).at(-1)?.stream?.stream_state;
const paths = () => api.asked.map((path) => path.split('?')[0]);
const spools = () => readdirSync(folder).filter((name) => name.startsWith('airbyte-parent-'));

test.each([1, 4])('each partition keeps a state of its own, %i slices at a time', async (sliceConcurrency) => {
  const first = await read(['members'], { sliceConcurrency });
  expect(ids(first)).toEqual([11, 12, 21, 31]);
  expect(lastState(first)).toEqual({
    states: [
      { partition: { teamId: 1 }, cursor: { at: '2026-02-12T00:00:00Z' } },
      { partition: { teamId: 2 }, cursor: { at: '2026-02-21T00:00:00Z' } },
      { partition: { teamId: 3 }, cursor: { at: '2026-02-03T00:00:00Z' } },
    ],
    use_global_cursor: false,
  });
  api.members.push({ id: 32, team: 3, at: '2026-02-04T00:00:00Z' });
  api.teams.push({ id: 4, at: '2026-01-01T00:00:00Z' });
  api.members.push({ id: 41, team: 4, at: '2026-01-02T00:00:00Z' });
  const second = await read(['members'], { sliceConcurrency }, stateFrom(first.messages));
  // A new partition is read from its start, and late records of a slow one are not lost to a quick one.
  expect(ids(second)).toEqual([12, 21, 31, 32, 41]);
  expect(spools()).toEqual([]);
});

test('children of one parent object read it once a sync', async () => {
  const run = await read(['members', 'captains']);
  expect(ids(run)).toEqual([11, 12, 21, 31, 11, 12, 21, 31]);
  expect(paths().filter((path) => path === '/teams')).toHaveLength(1);
});

test('with an incremental dependency only what belongs to changed parents is read', async () => {
  const choice = { incrementalDependency: true };
  const first = await read(['members'], choice);
  expect(lastState(first)).toMatchObject({ parent_state: { teams: { at: '2026-01-03T00:00:00Z' } } });
  api.teams[0] = { id: 1, at: '2026-03-01T00:00:00Z' };
  const second = await read(['members'], choice, stateFrom(first.messages));
  expect(paths()).toEqual(['/teams', '/members/1', '/members/3']);
  // Partitions that were not looked at keep their state.
  expect(lastState(second)?.['states']).toHaveLength(3);
});

test('the failure of a partition ends the stream with a sound state', async () => {
  api.broken.add(2);
  const run = await read(['members']);
  expect(ids(run)).toEqual([11, 12]);
  expect(lastState(run)?.['states']).toEqual([{ partition: { teamId: 1 }, cursor: { at: '2026-02-12T00:00:00Z' } }]);
  expect(statusesOf(run.messages, 'members').at(-1)).toBe('INCOMPLETE');
  expect(spools()).toEqual([]);
});

test.each<[PartitionFailurePolicy, string, number]>([
  ['skip', 'INCOMPLETE', 1],
  ['warn', 'COMPLETE', 0],
])('by the policy "%s" the others are read, and the failed one is tried again', async (policy, status, exitCode) => {
  api.broken.add(2);
  const choice = { policy, incrementalDependency: true };
  const first = await read(['members'], choice);
  expect(ids(first)).toEqual([11, 12, 31]);
  expect(first.exitCode).toBe(exitCode);
  expect(statusesOf(first.messages, 'members').at(-1)).toBe(status);
  const told = [...logsOf(first.messages, 'WARN'), ...errorsOf(first.messages).map(({ message }) => message)].join(
    '\n',
  );
  expect(told).toContain('1 of 3 partitions could not be read');
  api.broken.clear();
  const second = await read(['members'], choice, stateFrom(first.messages));
  expect(ids(second)).toContain(21);
});

test('a parent that fails fails its children, and leaves nothing behind', async () => {
  api.broken.add(0);
  const run = await read(['members']);
  expect(run.exitCode).toBe(1);
  expect(errorsOf(run.messages)).toHaveLength(1);
  expect(spools()).toEqual([]);
});

test('check reads a record of the named streams, a substream too', async () => {
  const { messages } = await runCommandInProcess(new TeamSource(), { command: 'check' });
  expect(messages.at(-1)?.connectionStatus?.status).toBe('SUCCEEDED');
  expect(paths()).toEqual(['/teams', '/teams', '/members/1']);
  api.broken.add(1);
  const broken = await runCommandInProcess(new TeamSource(), { command: 'check' });
  expect(broken.messages.at(-1)?.connectionStatus?.status).toBe('FAILED');
});

test('thousands of partitions keep the output of states small', async () => {
  api.teams = Array.from({ length: 1500 }, (_, id) => ({ id, at: '2026-01-01T00:00:00Z' }));
  api.members = api.teams.map(({ id, at }) => ({ id, team: id, at }));
  const run = await read(['members'], { sliceConcurrency: 8 });
  expect(ids(run)).toHaveLength(1500);
  const chars = run.lines.filter((line) => line.includes('"STATE"')).reduce((sum, line) => sum + line.length, 0);
  expect(chars).toBeLessThan(2 * 1024 * 1024);
  expect(lastState(run)?.['states']).toHaveLength(1500);
  expect(checkReadOrder(run.messages)).toEqual([]);
});
