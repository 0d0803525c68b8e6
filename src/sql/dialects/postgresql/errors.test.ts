import { expect, test } from 'vitest';
import { CodedError } from '../../../errors.js';
import { copyError, sqlError } from './errors.js';

const TARGET = { schema: 'canvas', table: 'users' };

function serverError(code: string, message: string, more: object = {}): Error {
  return Object.assign(new Error(message), { code, severity: 'ERROR', detail: 'Key (id)=(secret) exists.', ...more });
}

test.each([
  ['28P01', 'SQL_AUTHENTICATION'],
  ['3D000', 'SQL_AUTHENTICATION'],
  ['53100', 'SQL_DISK_FULL'],
  ['42501', 'SQL_PERMISSION'],
  ['08006', 'SQL_CONNECTION'],
  ['57P01', 'SQL_CONNECTION'],
  ['57014', 'SQL_STATEMENT'],
  ['2BP01', 'SQL_DEPENDENTS'],
  ['55P03', 'SQL_TABLE_BUSY'],
  ['40P01', 'SQL_STATEMENT'],
])('SQLSTATE %s is %s', (state, code) => {
  const error = sqlError(serverError(state, 'What the server says'), TARGET);
  expect(error.code).toBe(code);
  expect(error.message).toContain(`canvas.users: What the server says (SQLSTATE ${state}).`);
  expect(JSON.stringify(error) + String(error.cause)).not.toContain('secret');
});

test('a deadlock may be tried again, a lost socket is a lost connection, and our own errors stay', () => {
  expect(sqlError(serverError('40P01', 'deadlock detected')).failureType).toBe('transient_error');
  const reset = new Error('read ECONNRESET');
  expect(sqlError(reset)).toMatchObject({ code: 'SQL_CONNECTION', cause: reset });
  const own = new CodedError('SQL_TABLE_BUSY', { message: 'busy' });
  expect(sqlError(own)).toBe(own);
});

test.each([
  ['22P02', 'invalid input syntax for type bigint: "sec"ret"', 'COPY users, line 3, column id: "secret"', 'id', 3],
  [
    '22001',
    'value too long for type character varying(3)',
    'COPY users, line 12, column na me: "secret\n"',
    'na me',
    12,
  ],
  ['22P04', 'extra data after last expected column', 'COPY users, line 1: "secret"', undefined, 1],
  ['23502', 'null value in column "id" violates not-null constraint', 'COPY users, line 1: "secret"', 'id', 1],
])('a row that COPY refuses (%s) is told without its values', (state, message, where, column, line) => {
  const more = state === '23502' ? { where, column } : { where };
  const error = copyError(serverError(state, message, more), TARGET);
  expect(error.code).toBe('SQL_ROW_REFUSED');
  expect(error.details).toMatchObject({ table: 'canvas.users', line, ...(column === undefined ? {} : { column }) });
  expect(error.message + JSON.stringify(error)).not.toMatch(/sec/);
});
