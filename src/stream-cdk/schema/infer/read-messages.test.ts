import { expect, test } from 'vitest';
import { readOutputLines, recordLine } from './infer.test-helper.js';
import { MessageReader } from './read-messages.js';

test('other lines are skipped and counted', async () => {
  const reader = await readOutputLines([
    'Starting up',
    '',
    '   ',
    '{"type":"RECORD"',
    '{"type":"RECORD"}',
    '{"type":"RECORD","record":{"stream":"users","data":[]}}',
    '{"type":"RECORD","record":{"stream":1,"data":{}}}',
    '[1]',
    'null',
    '{"level":"info"}',
    '{"type":"LOG","log":{"level":"INFO","message":"x"}}',
    `${recordLine('{"id":1}')}\r`,
    recordLine('{"id":2}'),
  ]);
  expect(reader.skipped).toEqual({ otherMessages: 1, notMessages: 8, notUtf8: 0, tooLong: 0 });
  expect([...reader.streams.keys()]).toEqual(['users']);
  expect(reader.records).toBe(2);
});

test('a line that is not UTF-8 is skipped, since a name in it could be broken', async () => {
  const reader = new MessageReader();
  const broken = Buffer.concat([Buffer.from(recordLine('{"id":1,"x')), Buffer.from([0xff, 0x0a])]);
  async function* chunks() {
    yield broken;
    yield Buffer.from(recordLine('{"id":1}'));
  }
  await reader.read(chunks(), () => {});
  expect(reader.skipped).toMatchObject({ notUtf8: 1, notMessages: 0 });
  expect(reader.records).toBe(1);
});

test('streams of one name in two namespaces are two', async () => {
  const inNamespace = '{"type":"RECORD","record":{"stream":"users","namespace":"canvas","emitted_at":1,"data":{}}}';
  const empty = inNamespace.replace('"canvas"', 'null');
  const { streams } = await readOutputLines([recordLine('{}'), inNamespace, empty]);
  expect([...streams.values()].map(({ name, namespace }) => [namespace, name])).toEqual([
    [undefined, 'users'],
    ['canvas', 'users'],
  ]);
});

test('the last catalog counts, its numbers as they are written', async () => {
  const { catalog } = await readOutputLines([
    '{"type":"CATALOG","catalog":{"streams":[]}}',
    '{"type":"CATALOG","catalog":{"streams":[{"name":"x","json_schema":{"maximum":1.0e2,"minimum":9007199254740993}}]}}',
  ]);
  expect(catalog).toMatchObject({
    catalog: { streams: [{ name: 'x', json_schema: { maximum: 100, minimum: 9007199254740993n } }] },
  });
});

test('names without number are no streams', async () => {
  const lines = Array.from({ length: 10_001 }, (_, index) => recordLine('{}', `s${index}`));
  await expect(readOutputLines(lines)).rejects.toMatchObject({ code: 'TOOL_INPUT' });
});
