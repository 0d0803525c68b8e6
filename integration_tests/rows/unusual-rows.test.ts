import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { errorsOf, logsOf, recordsOf, statusesOf } from '../../src/testing/messages-of-type.js';
import type { ConnectorRun } from '../../src/testing/run-connector.js';
import { Lab, stateAfter } from '../support/lab.js';
import { Relay } from '../support/relay.js';
import { DELETED_AT, recordsIn, UPDATED_AT } from '../support/rows.js';

const STREAM = 'canvas.groups';
const ROWS = 40;

function warningsOf(run: ConnectorRun): string[] {
  return logsOf(run.messages, 'WARN');
}

describe('rows of changes whose action is not known', () => {
  const COMMIT = { updates: 10, deletes: 10, inserts: 5 };
  let lab: Lab;
  let first: ConnectorRun;
  beforeAll(async () => {
    lab = await Lab.start({ tables: { [STREAM]: ROWS } });
    first = await lab.read();
    lab.emulator.commit(COMMIT);
  });
  afterAll(async () => await lab?.close());

  async function readWith(action: 'd' | 'X' | 'none', config = {}): Promise<ConnectorRun> {
    lab.emulator.clock.advance(25 * 3_600_000);
    lab.emulator.faults.set({ name: 'badAction', action, percent: 30 });
    return await lab.read({ state: stateAfter(first), config });
  }

  test.each(['d', 'X', 'none'] as const)('%s: fail the table, and no row of nulls is sent', async (action) => {
    const run = await readWith(action);
    const nulls = recordsOf(run.messages).filter(({ data }) => data['name'] == null && data[DELETED_AT] === null);
    expect(nulls).toEqual([]);
    expect(run.exitCode).toBe(1);
    expect(errorsOf(run.messages)[0]?.message).toMatch(
      /canvas\.groups, object \S+: .* at byte \d+ of the decompressed/,
    );
    expect(statusesOf(run.messages, STREAM).at(-1)).toBe('INCOMPLETE');
    if (action !== 'none') return;
    // Nothing is lost: once the service answers properly, the next read makes the table whole.
    lab.emulator.clock.advance(25 * 3_600_000);
    const next = await lab.read({ state: stateAfter({ messages: [...first.messages, ...run.messages] }) });
    await lab.expectTruth(STREAM, first.messages, run.messages, next.messages);
  });

  test('are left out and counted where the user wants that, and the others are sent', async () => {
    const run = await readWith('X', { invalid_row_behavior: 'skip' });
    expect(run.exitCode).toBe(0);
    const sent = recordsOf(run.messages).length;
    const skipped = COMMIT.updates + COMMIT.deletes + COMMIT.inserts - sent;
    expect(skipped).toBeGreaterThan(0);
    expect(warningsOf(run).filter((text) => /the row at byte \d+.* is left out/.test(text))).toHaveLength(skipped);
    expect(warningsOf(run).join('\n')).toMatch(
      new RegExp(`: ${skipped} rows? that could not be handled w\\w+ left out`),
    );
    expect(new Set(recordsOf(run.messages).map(({ data }) => data['id'])).size).toBe(sent);
  });
});

describe('content that does not fit its columns', () => {
  let lab: Lab;
  let relay: Relay;
  beforeAll(async () => {
    lab = await Lab.start({ tables: { [STREAM]: ROWS, 'canvas.assignment_groups': ROWS } });
    relay = await Relay.start(lab.emulator);
  });
  afterEach(() => {
    relay.alter.file = undefined;
  });
  afterAll(async () => {
    await relay?.close();
    await lab?.close();
  });

  /** Reads a table whose rows have another value in one column. */
  async function readWith(
    stream: string,
    column: string,
    value: string,
    config = {},
    every = 10,
  ): Promise<ConnectorRun> {
    const member = new RegExp(`"${column}":(?:"(?:[^"\\\\]|\\\\.)*"|[^,}]*)`);
    relay.alter.file = (content) =>
      content
        .trimEnd()
        .split('\n')
        .map((line, at) => (at % every === 3 ? withMember(line, member, `"${column}":${value}`) : line))
        .join('\n');
    return await lab.read({ streams: [stream], config: { ...relay.config, ...config } });
  }

  test('a fraction in an integer column stays what it is, and a warning names the column', async () => {
    const run = await readWith(STREAM, 'max_membership', '1.5');
    expect(run.exitCode).toBe(0);
    const values = recordsOf(run.messages).map(({ data }) => data['max_membership']);
    expect(values.filter((value) => value === 1.5)).toHaveLength(4);
    expect(warningsOf(run)).toContainEqual(
      expect.stringMatching(/canvas\.groups: .*does not fit.*max_membership.*4 times/),
    );
  });

  test('an object or list in a text column is JSON text, counted', async () => {
    const run = await readWith(STREAM, 'name', '[{"id":7,"ok":true,"none":null,"big":12345678901234567890}]');
    const values = recordsOf(run.messages).map(({ data }) => data['name']);
    const json = '[{"id":7,"ok":true,"none":null,"big":12345678901234567890}]';
    expect(values.filter((value) => value === json)).toHaveLength(4);
    expect(run.exitCode).toBe(0);
    expect(warningsOf(run)).toContainEqual(expect.stringMatching(/canvas\.groups: Column name, 4 values: .*JSON text/));
  });

  test('numbers of 200,000 digits, and millions of escapes beside a large integer, take no time to speak of', async () => {
    const digits = `0.${'123456789'.repeat(22_222)}`;
    const long = await readWith(STREAM, 'name', `${digits}`);
    expect(long.exitCode).toBe(0);
    expect(recordsOf(long.messages)).toHaveLength(ROWS);
    const text = await readWith('canvas.assignment_groups', 'name', `"${digits}"`);
    expect(recordsOf(text.messages).filter(({ data }) => data['name'] === digits)).toHaveLength(4);
    const escapes = '\\"'.repeat(4_000_000);
    const escaped = await readWith(STREAM, 'max_membership', `1234567890123456,"name":"${escapes}"`, {}, ROWS);
    expect(escaped.exitCode).toBe(0);
    expect(recordsOf(escaped.messages)).toHaveLength(ROWS);
  });

  test('a row nested beyond measure is named by file and place, never quoted, and left out if so wished', async () => {
    const nested = `${'['.repeat(5000)}"private"${']'.repeat(5000)}`;
    const run = await readWith(STREAM, 'name', nested);
    const skip = await readWith(STREAM, 'name', nested, { invalid_row_behavior: 'skip' });
    for (const text of [
      ...logsOf(run.messages),
      ...logsOf(skip.messages),
      ...errorsOf(run.messages).map(({ message }) => message),
    ])
      expect(text).not.toContain('private');
    expect(errorsOf(run.messages).map(({ message }) => message)).toEqual([
      expect.stringMatching(/canvas\.groups, object \S+: .*at byte \d+ of the decompressed file/),
    ]);
    expect(skip.exitCode).toBe(0);
    expect(recordsOf(skip.messages)).toHaveLength(ROWS - 4);
    expect(warningsOf(skip).join('\n')).toContain('4 rows that could not be handled were left out');
  });
});

describe('what the log says at the end of a table', () => {
  let lab: Lab;
  let relay: Relay;
  beforeAll(async () => {
    lab = await Lab.start({ tables: { 'canvas.wiki_pages': 300 } });
    relay = await Relay.start(lab.emulator);
  });
  afterAll(async () => {
    await relay?.close();
    await lab?.close();
  });

  test('markers of DAP are counted by column', async () => {
    relay.alter.file = (content) =>
      content.replaceAll(/"title":"[^"]*7[^"]*"/g, '"title":"__dap_oversized_truncated__"');
    const run = await lab.read({ config: relay.config });
    relay.alter.file = undefined;
    const counted = new Map(
      warningsOf(run).flatMap((text) => {
        const [, column = '', count] = /Column (\w+), (\d+) values?: .*DAP/.exec(text) ?? [];
        return count === undefined
          ? []
          : [[`${column} ${/unspecified/.test(text) ? 'unspecified' : 'oversized'}`, Number(count)]];
      }),
    );
    const found = new Map<string, number>();
    for (const { data } of recordsIn(run.messages, 'canvas.wiki_pages')) {
      for (const [column, value] of Object.entries(data)) {
        const kind =
          value === '__dap_unspecified__' ? 'unspecified' : value === '__dap_oversized_truncated__' ? 'oversized' : '';
        if (kind !== '') found.set(`${column} ${kind}`, (found.get(`${column} ${kind}`) ?? 0) + 1);
      }
    }
    expect(counted).toEqual(found);
    expect([...found.keys()].map((key) => key.split(' ')[1])).toEqual(
      expect.arrayContaining(['unspecified', 'oversized']),
    );
  });

  test('deletions that cannot be sent because their column is not selected are left out and counted', async () => {
    const columns = ['id', 'title', UPDATED_AT];
    const first = await lab.read({ columns });
    lab.emulator.commit({ updates: 12, deletes: 7, inserts: 3 });
    const run = await lab.read({ columns, state: stateAfter(first) });
    expect(recordsOf(run.messages)).toHaveLength(15);
    expect(run.exitCode).toBe(0);
    expect(warningsOf(run)).toContainEqual(
      expect.stringMatching(
        /canvas\.wiki_pages: 7 deletions were not sent, because .*_ab_cdc_deleted_at is not selected/,
      ),
    );
  });
});

/** A line with a member in place of another, or added. */
function withMember(line: string, member: RegExp, text: string): string {
  return member.test(line) ? line.replace(member, () => text) : line.replace('"value":{', () => `"value":{${text},`);
}
