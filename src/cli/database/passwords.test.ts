import { expect, it } from 'vitest';
import { CodedError } from '../../errors.js';
import { maskError } from './mask-error.js';
import { passwordsOf } from './passwords.js';

it.each([
  ['postgresql://me:secret@db.test:5432/dap', ['secret']],
  ['postgresql://me:a%2Fb%40c@db.test/dap', ['a%2Fb%40c', 'a/b@c']],
  ['MySQL://me:p#a?s/s@w@db.test/dap', ['p#a?s/s@w']],
  ['postgresql://me:50%@db.test/dap', ['50%']],
  ['postgresql://me@db.test/dap?sslmode=require&password=hidden', ['hidden']],
  ['postgresql://me@db.test:5432/dap', []],
  ['postgresql://me:@db.test/dap', []],
  ['duckdb://canvas.duckdb', []],
  ['', []],
])('the passwords of %s are %j', (text, passwords) => {
  expect(passwordsOf(text)).toEqual(passwords);
});

it('an error that quotes a password loses it, and keeps its code', () => {
  const error = new CodedError('SQL_CONNECTION', { message: 'no route for me:secret@db', details: { host: 'db' } });
  expect(maskError(error, ['secret'])).toMatchObject({
    code: 'SQL_CONNECTION',
    message: 'no route for me:****@db',
    details: { host: 'db' },
  });
  expect(maskError(error, ['other'])).toBe(error);
  expect(maskError(new Error('secret'), ['secret'])).toEqual(new Error('****'));
});
