import { expect, test } from 'vitest';
import { parseDockerfile, readExecForm, readPairs, splitWords, substitute } from './dockerfile.js';

test('continued lines are joined, and comments between them are ignored', () => {
  const [run, copy] = parseDockerfile('# first\nRUN one \\\n  # between\n && two\n\ncopy --from=a --chown=b:c x y\n');
  expect(run).toEqual({ name: 'RUN', flags: new Map(), text: 'one  && two', line: 2 });
  const flags = new Map([
    ['from', 'a'],
    ['chown', 'b:c'],
  ]);
  expect(copy).toEqual({ name: 'COPY', flags, text: 'x y', line: 6 });
});

test('an option of a command is not a flag of the instruction', () => {
  expect(parseDockerfile('RUN npm ci --omit=dev')[0]?.text).toBe('npm ci --omit=dev');
});

test.each(['RUN', 'RUN a \\', '&& b'])('%j is refused with its line', (source) => {
  expect(() => parseDockerfile(source)).toThrow('line 1');
});

test.each([
  ['a "b c" d', ['a', 'b c', 'd']],
  ["x='y z'w", ['x=y zw']],
  ['"say \\"hi\\""', ['say "hi"']],
  ['a\\ b', ['a b']],
  ['', []],
])('%s is split as a shell would', (text, words) => {
  expect(splitWords(text)).toEqual(words);
});

test('pairs keep what follows the first equals sign', () => {
  expect(readPairs('A=1 B="x=y z"')).toEqual([
    ['A', '1'],
    ['B', 'x=y z'],
  ]);
  expect(() => readPairs('A 1')).toThrow('A should be name=value');
});

test('a command is a list of strings or for a shell', () => {
  expect(readExecForm('["node", "x.js"]')).toEqual(['node', 'x.js']);
  expect(readExecForm('node x.js')).toBeUndefined();
  expect(() => readExecForm('["node", 1]')).toThrow('not a list of strings');
});

test('variables are replaced in both forms, unknown ones by nothing', () => {
  expect(
    substitute(
      '$'.concat('{A}-$B.$C'),
      new Map([
        ['A', '1'],
        ['B', '2'],
      ]),
    ),
  ).toBe('1-2.');
});
