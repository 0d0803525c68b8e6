import { expect, test } from 'vitest';
import { checkMessages } from '../../testing/index.js';
import { systemClock } from '../../util/clock.js';
import { MemorySink } from './memory-sink.js';
import { MessageWriter } from './message-writer.js';
import { SecretMask } from './secret-mask.js';

function createWriter(debug = false) {
  const sink = new MemorySink();
  const clock = { ...systemClock, now: () => 1000 };
  return { sink, writer: new MessageWriter({ sink, mask: new SecretMask(), clock, debug }) };
}

test('masks texts for people before they are encoded, and leaves records and states as they are', () => {
  const { sink, writer } = createWriter();
  writer.mask.add('se"cret');
  writer.info('log se"cret');
  writer.connectionStatus('FAILED', 'status se"cret');
  const trace = { message: 'm se"cret', internal_message: 'i se"cret', stack_trace: 's se"cret' };
  writer.errorTrace({ ...trace, failure_type: 'system_error' });
  const stream = writer.stream({ name: 'users' });
  stream.records([{ id: 'se"cret' }]);
  stream.state({ at: 'se"cret' });
  expect(sink.lines.slice(0, 3).join('')).not.toContain('cret');
  expect(sink.lines[3]).toBe(
    '{"type":"RECORD","record":{"stream":"users","emitted_at":1000,"data":{"id":"se\\"cret"}}}',
  );
  expect(sink.lines[4]).toContain('"stream_state":{"at":"se\\"cret"}');
  expect(checkMessages(sink.lines)).toEqual([]);
});

test('writes DEBUG lines only if asked to', () => {
  const [quiet, loud] = [createWriter(), createWriter(true)];
  for (const { writer } of [quiet, loud]) writer.debug('detail');
  expect(quiet.sink.lines).toEqual([]);
  expect(loud.sink.lines).toEqual(['{"type":"LOG","log":{"level":"DEBUG","message":"detail"}}']);
});

test('counts the records since the last state with a decimal point, and repeats no unchanged state', () => {
  const { sink, writer } = createWriter();
  const stream = writer.stream({ name: 'users', namespace: 'canvas' });
  stream.records([{ id: 1 }, { id: 2 }]);
  stream.encodedRecords(Buffer.from('{"id":3}\n\n{"id":4}'));
  stream.state({ at: 1n });
  stream.state({ at: 1n });
  stream.records([{ id: 5 }]);
  stream.state({ at: 1n });
  const states = sink.lines.filter((line) => line.includes('"STATE"'));
  expect(states.map((line) => /"recordCount":([\d.]+)/.exec(line)?.[1])).toEqual(['4.0', '1.0']);
  expect(sink.lines.filter((line) => line.includes('"namespace":"canvas"'))).toHaveLength(sink.lines.length);
  expect(stream.recordCount).toBe(5);
  expect(checkMessages(sink.lines)).toEqual([]);
});

test('keeps nulls, large integers and awkward names of records', () => {
  const { sink, writer } = createWriter();
  const record = JSON.parse('{"a":null,"__proto__":1,"line\\n":"\\u2028"}');
  writer.stream({ name: 'quo"te' }).records([record, { id: 18446744073709551615n }]);
  expect(JSON.parse(sink.lines[0] ?? '').record).toMatchObject({ stream: 'quo"te' });
  expect(sink.lines[0]).toContain('"a":null,"__proto__":1');
  expect(sink.lines[1]).toContain('{"id":18446744073709551615}');
});

test('never writes half a character, in values or names, and warns once per path', () => {
  const { sink, writer } = createWriter();
  const stream = writer.stream({ name: 'users' });
  const half = '\ud83d';
  stream.records([
    { id: 1n, name: `a${half}`, tags: [{ [`k${half}`]: half }], text: '\\ud83d \u{1f600}' },
    { id: 2, name: half },
    JSON.parse(`{"__proto__":"${half}"}`),
  ]);
  const records = sink.lines.filter((line) => line.includes('"RECORD"'));
  expect(records.map((line) => JSON.parse(line).record.data)).toEqual([
    { id: 1, name: 'a\ufffd', tags: [{ 'k\ufffd': '\ufffd' }], text: '\\ud83d \u{1f600}' },
    { id: 2, name: '\ufffd' },
    JSON.parse('{"__proto__":"\ufffd"}'),
  ]);
  const warnings = sink.lines.filter((line) => line.includes('"WARN"')).map((line) => JSON.parse(line).log.message);
  expect(warnings).toEqual(
    ['name', 'tags.*.k\ufffd', '__proto__'].map(
      (path) => `Stream users: half a character (a lone surrogate) in ${path} was replaced by U+FFFD.`,
    ),
  );
});

test('cuts a text for people after masking it, so that no secret is halved', () => {
  const { sink, writer } = createWriter();
  writer.mask.add('top-secret-value');
  writer.info(`${'x'.repeat(65_530)}top-secret-value${'y'.repeat(1000)}`);
  writer.info(`${'x'.repeat(65_535)}\u{1f600}`);
  const [hidden, halved] = sink.lines.map((line) => JSON.parse(line).log.message as string);
  expect(hidden).toBe(`${'x'.repeat(65_530)}****yy … (cut: 998 more characters)`);
  expect(halved).toBe(`${'x'.repeat(65_535)} … (cut: 2 more characters)`);
  expect(checkMessages(sink.lines)).toEqual([]);
});
