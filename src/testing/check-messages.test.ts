import { expect, test } from 'vitest';
import { checkMessages, checkReadOrder, parseMessages } from './index.js';
import { record, sound, state, status, whole } from './sound-read.test-helper.js';

test('a sound read has valid messages in the right order', () => {
  expect(checkMessages(sound)).toEqual([]);
  expect(checkReadOrder(parseMessages(sound))).toEqual([]);
});

test.each<[string, string[]]>([
  ['neither COMPLETE nor INCOMPLETE', sound.slice(0, -1)],
  ['comes before STARTED', sound.slice(1)],
  ['RUNNING comes twice', [status('STARTED'), status('RUNNING'), status('RUNNING'), status('COMPLETE')]],
  ['a record comes before RUNNING', [status('STARTED'), record('{}'), status('COMPLETE')]],
  ['counts 3 records where 1 were written', whole(record('{}'), state('{}', 3))],
  ['a STATE comes after COMPLETE', [...sound, state('{}', 0)]],
  ['a record comes after COMPLETE', [...sound, record('{}')]],
])('the order of a read is broken: %s', (problem, lines) => {
  expect(checkReadOrder(parseMessages(lines)).join()).toContain(problem);
});

test.each<[string, string]>([
  ['not JSON', 'hello'],
  ['unknown key', '{"type":"LOG","log":{"level":"INFO","message":"x","extra":1}}'],
  ['expected object', '[1]'],
  ['log.level', '{"type":"LOG","log":{"level":"LOUD","message":"x"}}'],
])('a line is not a message: %s', (problem, line) => {
  expect(checkMessages([sound[0] ?? '', line])).toEqual([expect.stringMatching(`^line 2: .*${problem}`)]);
});
