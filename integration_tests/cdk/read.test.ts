import { describe, expect, test } from 'vitest';
import {
  BASIC_READ_ASSERTIONS,
  checkAll,
  checkMessages,
  checkReadOrder,
  DISCOVERY_ASSERTIONS,
  errorsOf,
  FAILING_READ_ASSERTIONS,
  logsOf,
  readLines,
  recordsOf,
  runConnector,
  stateFrom,
  statesOf,
  statusesOf,
} from '../../src/testing/index.js';
import { HAS_PROTOCOL_FILE, protocolProblems } from '../support/protocol-file.js';
import { CONFIG, PASSWORD, readSample, runSample, sampleCatalog } from './sample.js';

const problemsOf = (results: readonly { id: string; problems: readonly string[] }[]) =>
  results.filter((result) => result.problems.length > 0);

describe.concurrent('read', () => {
  test('a failing stream ends as INCOMPLETE with one error trace, the others finish, exit code 1', async () => {
    const run = await readSample(['good', 'failing', 'surprised', 'gone', 'derived', 'empty']);
    expect(run.exitCode).toBe(1);
    expect(checkMessages(run.lines)).toEqual([]);
    expect(checkReadOrder(run.messages)).toEqual([]);
    expect(statusesOf(run.messages, 'good')).toEqual(['STARTED', 'RUNNING', 'COMPLETE']);
    expect(statusesOf(run.messages, 'failing')).toEqual(['STARTED', 'RUNNING', 'INCOMPLETE']);
    expect(statusesOf(run.messages, 'surprised')).toEqual(['STARTED', 'INCOMPLETE']);
    expect(statusesOf(run.messages, 'gone')).toEqual(['STARTED', 'INCOMPLETE']);
    expect(statusesOf(run.messages, 'empty')).toEqual(['STARTED', 'COMPLETE']);
    expect(errorsOf(run.messages).map((error) => [error.stream_descriptor?.name, error.failure_type])).toEqual([
      ['failing', 'system_error'],
      ['surprised', 'system_error'],
    ]);
    expect(logsOf(run.messages, 'WARN')).toEqual(['Stream gone was skipped: it was dropped.']);
  });

  test('streams that the source no longer offers are skipped with a warning and exit code 0', async () => {
    const catalog = await sampleCatalog('good', 'gone');
    const lost = { ...catalog.streams[0], stream: { name: 'lost', namespace: 'far', json_schema: {} } };
    const run = await runSample('read', { config: CONFIG, catalog: { streams: [lost, ...catalog.streams] } });
    expect(run.exitCode).toBe(0);
    expect(statusesOf(run.messages, 'far.lost')).toEqual(['STARTED', 'INCOMPLETE']);
    expect(statusesOf(run.messages, 'good')).toEqual(['STARTED', 'RUNNING', 'COMPLETE']);
    expect(logsOf(run.messages, 'WARN')).toHaveLength(2);
    expect(errorsOf(run.messages)).toEqual([]);
  });

  test('a state that is changed in place is written after each slice, after the cast, and continued from', async () => {
    const run = await readSample(['derived']);
    expect(statesOf(run.messages).map((state) => state.stream?.stream_state)).toEqual([{ at: '2' }, { at: '4' }]);
    expect(recordsOf(run.messages).map((record) => record.data)).toEqual([
      { id: 1, at: '1', secretColumn: 1 },
      { id: 2, at: '2' },
      { id: 3, at: '3', secretColumn: 1 },
      { id: 4, at: '4' },
    ]);
    const next = await readSample(['derived'], { state: stateFrom(run.messages, 1) });
    expect(recordsOf(next.messages).map((record) => record.data['id'])).toEqual([3, 4]);
    expect(checkReadOrder(next.messages)).toEqual([]);
  });

  test('two streams of one name in two namespaces keep their records, counts and states apart', async () => {
    const run = await readSample(['north.twin', 'south.twin'], { config: { ...CONFIG, concurrency: 2 } });
    expect(checkReadOrder(run.messages)).toEqual([]);
    expect(recordsOf(run.messages, 'north.twin')).toHaveLength(2);
    expect(recordsOf(run.messages, 'south.twin').map((record) => record.namespace)).toEqual([
      'south',
      'south',
      'south',
    ]);
    expect(statesOf(run.messages, 'south.twin')).toMatchObject([
      { stream: { stream_state: { space: 'south' } }, sourceStats: { recordCount: 3 } },
    ]);
  });

  test('large integers survive in records, in states and when a state comes back', async () => {
    const run = await readSample(['big', 'encoded']);
    const text = run.lines.join('\n');
    expect(text).toContain('"data":{"id":9007199254740993,"text":"big"}');
    expect(text).toContain('"stream_state":{"position":18446744073709551615}');
    expect(text).toContain('"data":{"id":9007199254740993,"text":"ü"}}}');
    expect(text).toContain('"recordCount":3.0');
    expect(checkReadOrder(run.messages)).toEqual([]);
    const again = await readSample(['big'], { state: stateFrom(run.messages) });
    expect(again.exitCode).toBe(0);
  });

  test('encoded records are refused if each would have to be processed', async () => {
    const run = await readSample(['encoded_custom', 'encoded_derived', 'nonsense']);
    expect(recordsOf(run.messages)).toEqual([]);
    expect(errorsOf(run.messages).map((error) => error.internal_message?.split(':')[0])).toEqual([
      'CDK_ENCODED_RECORDS_REFUSED',
      'CDK_ENCODED_RECORDS_REFUSED',
      'CDK_STREAM_DEFINITION',
    ]);
    expect(run.exitCode).toBe(1);
  });

  test('secrets are masked in every form, but for records and states', async () => {
    // One after the other: the last one ends the program, however far the others are.
    const config = { ...CONFIG, concurrency: 1 };
    const run = await readSample(['secretive', 'failing', 'surprised', 'rejecting'], { config });
    const [record] = recordsOf(run.messages, 'secretive');
    expect(record?.data).toEqual({ id: 1, text: PASSWORD });
    expect(statesOf(run.messages, 'secretive')[0]?.stream?.stream_state).toEqual({ password: PASSWORD });
    const forPeople = run.messages.filter((message) => message.record === undefined && message.state === undefined);
    const text = JSON.stringify(forPeople) + run.stderr;
    for (const piece of ['pa\\"ss', 'pa"ss', 'w/ö', 'w\\/', '%22ss', Buffer.from('"ss\\w/').toString('base64')]) {
      expect(text).not.toContain(piece);
    }
    expect(run.stderr).toBe('stderr ****\nconsole.error ****\n');
    expect(logsOf(run.messages)[0]).toMatch(/plain \*\*\*\* json "\*\*\*\*" url \*\*\*\*/);
  });

  test('nothing that a connector prints reaches standard output unchanged', async () => {
    const run = await readSample(['talkative']);
    expect(checkMessages(run.lines)).toEqual([]);
    expect(recordsOf(run.messages).map((record) => record.stream)).toEqual(['talkative']);
    expect(logsOf(run.messages, 'INFO').slice(0, 2)).toEqual([
      '{"type":"RECORD","record":{"stream":"fake"}}',
      'half a line',
    ]);
  });

  test.each(['throwing', 'rejecting'])(
    'an error that nobody catches (%s) gives one trace and ends the streams',
    async (name) => {
      const run = await readSample([name]);
      expect(run.exitCode).toBe(1);
      expect(errorsOf(run.messages)).toHaveLength(1);
      expect(statusesOf(run.messages, name)).toEqual(['STARTED', 'RUNNING', 'INCOMPLETE']);
      expect(run.lines.join('\n')).not.toContain('pa\\"ss');
      expect(checkReadOrder(run.messages)).toEqual([]);
    },
  );

  test('explicit nulls in configuration, catalog and state stand for absent fields', async () => {
    const catalog = await sampleCatalog('derived');
    const nulls = {
      cursor_field: null,
      primary_key: null,
      generation_id: null,
      minimum_generation_id: null,
      sync_id: null,
    };
    const stream = { ...catalog.streams[0]?.stream, namespace: null, is_resumable: null, default_cursor_field: null };
    const descriptor = { name: 'derived', namespace: null };
    const state = [
      {
        type: 'STREAM',
        stream: { stream_descriptor: descriptor, stream_state: { at: '2' } },
        global: null,
        data: null,
      },
      { type: 'STREAM', stream: { stream_descriptor: { name: 'good', namespace: null }, stream_state: null } },
    ];
    const run = await runSample('read', {
      config: { ...CONFIG, keys: null, login: null, concurrency: null, check: null },
      catalog: { streams: [{ ...catalog.streams[0], ...nulls, stream, destination_object_name: null }], unknown: null },
      state,
    });
    expect(run.exitCode).toBe(0);
    expect(recordsOf(run.messages).map((record) => record.data['id'])).toEqual([3, 4]);
  });

  test('messages fit the definition that Airbyte publishes', async ({ skip }) => {
    skip(!HAS_PROTOCOL_FILE, 'the definition of the protocol is not beside this repository');
    const runs = [
      await readSample(['good', 'failing', 'derived', 'big', 'north.twin', 'gone']),
      await runSample('discover', { config: CONFIG }),
      await runSample('check', { config: CONFIG }),
      await runSample('spec'),
    ];
    expect(runs.flatMap((run) => protocolProblems(run.lines))).toEqual([]);
    expect(protocolProblems(['{"type":"LOG","log":{"level":"INFO","message":"x","more":1}}'])).not.toEqual([]);
  });

  test('holds the numbered assertions of discovery and of a first read', async () => {
    const discovery = await runSample('discover', { config: CONFIG });
    expect(problemsOf(checkAll(DISCOVERY_ASSERTIONS, { messages: discovery.messages }))).toEqual([]);
    const catalog = await sampleCatalog('good', 'derived', 'encoded', 'empty', 'south.twin');
    const run = await runSample('read', { config: CONFIG, catalog });
    const impossible = { streams: [{ stream: { name: 'none', json_schema: {} }, sync_mode: 'INVALID' }] };
    const broken = await runSample('read', { config: CONFIG, catalog: impossible });
    const input = { catalog, output: readLines(run.lines), emptyStreams: ['empty'] };
    expect(problemsOf(checkAll(BASIC_READ_ASSERTIONS, { ...input, allowExtraColumns: true }))).toEqual([]);
    expect(problemsOf(checkAll(BASIC_READ_ASSERTIONS, input))).toMatchObject([
      { id: '36', problems: [expect.stringContaining('column secretColumn is not in the schema')] },
    ]);
    expect(problemsOf(checkAll(FAILING_READ_ASSERTIONS, { messages: broken.messages }))).toEqual([]);
  });

  test('a slow reader gets everything', async () => {
    const run = await readSample(['good', 'big', 'encoded', 'south.twin'], {}, { stdoutDelayMs: 30 });
    expect(recordsOf(run.messages)).toHaveLength(10);
    expect(run.exitCode).toBe(0);
  });

  test('a program that cannot be started is an error of the run', async () => {
    await expect(runConnector({ command: ['/no/such/program'] })).rejects.toThrow('ENOENT');
  });
});
