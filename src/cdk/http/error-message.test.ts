import { expect, test } from 'vitest';
import { errorMessageOf } from './error-message.js';

test.each<[unknown, string | undefined]>([
  [{ message: 'no such field' }, 'no such field'],
  [{ errors: [{ message: 'no such field' }, { detail: 'bad date' }] }, 'no such field, bad date'],
  [{ error: 'invalid_grant', error_description: 'expired' }, 'expired (invalid_grant)'],
  [{ error: 'invalid_client' }, 'invalid_client'],
  [{ error: { code: 'E42', message: 'bad' } }, 'bad (E42)'],
  [{ error: { code: 403, message: 'bad' } }, 'bad (403)'],
  [{ code: 'quota_exceeded' }, 'quota_exceeded'],
  [
    { type: 'https://x.test/e', title: 'Out of credit', status: 403, detail: 'It is 30, but costs 50.' },
    'It is 30, but costs 50. (Out of credit)',
  ],
  [{ title: 'Out of credit', status: 403 }, 'Out of credit'],
  [{ Message: 'case does not count', Code: 'Denied' }, 'case does not count (Denied)'],
  [
    { errors: { name: ['is too long', 'is taken'], email: 'is missing' } },
    'name: is too long, is taken, email: is missing',
  ],
  [['one', { reason: 'two' }], 'one, two'],
  [{ data: [{ name: 'student 4711' }] }, undefined],
  [{ message: 'see https://x.test/a?token=hidden\nBearer abc.def' }, 'see https://x.test/a?… Bearer …'],
  [{ message: 'x'.repeat(900) }, `${'x'.repeat(500)}…`],
  [{ message: '' }, undefined],
])('%j says %s', (body, text) => {
  expect(errorMessageOf(JSON.stringify(body))).toBe(text);
});

test('a body that is not JSON says nothing', () => {
  expect(errorMessageOf('<html>student 4711</html>')).toBeUndefined();
});
