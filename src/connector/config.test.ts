import { describe, expect, test } from 'vitest';
import { configSchema } from './config.js';

const PLAIN = { client_id: 'us-east-1#x', client_secret: 'y' };

test('the credentials are enough, everything else has a default', () => {
  expect(configSchema.parse(PLAIN)).toEqual({
    ...PLAIN,
    namespaces: ['canvas'],
    invalid_cursor_behavior: 'resync',
    invalid_row_behavior: 'fail',
    max_job_wait_minutes: 360,
    concurrency: 4,
    base_url: 'https://api-gateway.instructure.com',
  });
});

test('blanks around texts, as copying leaves them, are cut off', () => {
  expect(configSchema.parse({ client_id: ' us-east-1#x\n', client_secret: '\ty ' })).toMatchObject(PLAIN);
});

describe('what is refused', () => {
  test.each([
    ['a blank secret', { client_secret: ' ' }],
    ['no namespace at all', { namespaces: [] }],
    ['a blank namespace', { namespaces: ['canvas', ' '] }],
    ['a pattern without a table', { tables: ['canvas.'] }],
    ['a pattern without a namespace', { tables: ['.users'] }],
    ['a pattern that is meant to exclude', { tables: ['!canvas.users'] }],
    ['a pattern with two dots', { tables: ['canvas.users.id'] }],
    ['no table at a time', { concurrency: 0 }],
    ['half a table at a time', { concurrency: 2.5 }],
    ['a hundred tables at a time', { concurrency: 100 }],
    ['another behaviour', { invalid_cursor_behavior: 'ignore' }],
    ['an address without a scheme', { base_url: 'api-gateway.instructure.com' }],
    ['plain http to another machine', { base_url: 'http://api-gateway.instructure.com' }],
    ['a name that only begins like this machine', { base_url: 'http://localhost.example.com' }],
    ['another protocol', { base_url: 'ftp://127.0.0.1/' }],
  ])('%s', (_what, changes) => {
    expect(configSchema.safeParse({ ...PLAIN, ...changes }).success).toBe(false);
  });
});

test('a pattern that can never match is refused with the reason', () => {
  const { error } = configSchema.safeParse({ ...PLAIN, tables: ['users', '!canvas.users'] });
  expect(error?.issues.map(({ path, message }) => [path.join('.'), message])).toEqual([
    ['tables.1', expect.stringContaining('list the tables to read instead')],
  ]);
});

test.each(['http://127.0.0.1:8080', 'http://localhost:1', 'http://[::1]:5/', 'https://example.com/prefix'])(
  '%s may be asked',
  (url) => {
    expect(configSchema.safeParse({ ...PLAIN, base_url: url }).success).toBe(true);
  },
);
