import { expect, test } from 'vitest';
import { safePaths } from './safe-paths.js';

const paths = (...names: (string | [namespace: string, name: string])[]) =>
  safePaths(
    names.map((name) =>
      typeof name === 'string' ? { name, namespace: undefined } : { namespace: name[0], name: name[1] },
    ),
  );

test.each<[readonly (string | [string, string])[], string[]]>([
  [
    ['users', 'a/b'],
    ['users.json', 'a/b.json'],
  ],
  [
    ['..', '', '.', 'stream'],
    ['stream_2.json', 'stream_3.json', 'stream_4.json', 'stream.json'],
  ],
  [
    ['a/b/c', '/', 'a\\b', 'a\u0000b'],
    ['a_b_c.json', '_.json', 'a_b.json', 'a_b_2.json'],
  ],
  [
    ['Users', 'users', 'USERS'],
    ['Users.json', 'users_2.json', 'USERS_3.json'],
  ],
  [
    ['a/b', ['a', 'b'], ['x/y', 'z']],
    ['a/b.json', 'a/b_2.json', 'x_y/z.json'],
  ],
  [['../../etc/passwd'], ['.._.._etc_passwd.json']],
  [
    ['é', 'e\u0301'],
    ['é.json', 'e\u0301_2.json'],
  ],
])('%j: %j', (names, expected) => {
  const made = paths(...names);
  expect(made.map(({ path }) => path)).toEqual(expected);
});

test('a name that is too long is cut, and what is not the own name is said', () => {
  const [own, long] = paths('users', 'ä'.repeat(300));
  expect(own).toEqual({ path: 'users.json' });
  expect(long?.path).toBe(`${'ä'.repeat(100)}.json`);
  expect(long?.remark).toContain(`have the stream load the schema "${'ä'.repeat(100)}"`);
});
