import { expect, test } from 'vitest';
import { z } from 'zod';
import { describeIssues } from './config-issues.js';

const schema = z.object({
  name: z.string().min(3),
  empty: z.string().min(1),
  code: z.string().max(2),
  url: z.url(),
  count: z.number().int().positive(),
  share: z.number().max(1),
  flag: z.boolean(),
  mode: z.enum(['a', 'b']),
  list: z.array(z.string()).min(2),
  few: z.array(z.number()).max(1),
  inner: z.object({ key: z.string() }),
  either: z.union([z.object({ a: z.string() }), z.object({ b: z.string() })]),
  own: z.string().refine(() => false, 'must be something else'),
});

test('has a clause for each field that never quotes what was given', () => {
  const config = {
    name: 'hidden'.slice(0, 2),
    empty: '',
    code: 'hidden',
    url: 'hidden',
    count: 0,
    share: 4711,
    flag: 'hidden',
    mode: 'hidden',
    list: ['hidden'],
    few: [1, 2],
    inner: {},
    either: { a: 4711 },
    own: 'hidden',
  };
  const clauses = describeIssues(schema.safeParse(config).error?.issues ?? [], config);
  expect(clauses).toEqual([
    'name needs at least 3 characters',
    'empty must not be empty',
    'code may have at most 2 characters',
    'url is not of the form url',
    'count must be more than 0',
    'share must be at most 1',
    'flag must be true or false',
    'mode must be "a" or "b"',
    'list needs at least 2 entries',
    'few may have at most 1 entries',
    'inner.key is required',
    'either has a form that is not allowed',
    'own must be something else',
  ]);
  expect(clauses.join()).not.toMatch(/hidden|4711/);
});
