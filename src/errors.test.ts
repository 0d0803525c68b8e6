import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { ErrorCode, ErrorKind } from './errors.js';
import { CodedError, ERROR_CATALOGUE, errorText, isAbort, isCodedError } from './errors.js';

const page = await readFile(new URL('../docs/errors.md', import.meta.url), 'utf8');
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, code = '', failureType = '', meaning = '', advice = '']) => ({
    code: code.replaceAll('`', ''),
    failureType,
    meaning,
    advice,
  }));
const catalogue = Object.entries<ErrorKind>(ERROR_CATALOGUE);

test('docs/errors.md lists every code of the catalogue and no other, in order', () => {
  expect(rows.map(({ code }) => code)).toEqual(catalogue.map(([code]) => code).sort());
});

test.each(catalogue)('docs/errors.md tells of %s what the catalogue tells, and what to do', (code, kind) => {
  const row = rows.find((candidate) => candidate.code === code);
  expect(row).toMatchObject({ failureType: kind.failureType, meaning: kind.meaning });
  expect(row?.advice).not.toBe('');
  if (kind.advice !== '') expect(row?.advice).toBe(kind.advice);
});

test('a coded error takes failure type and advice from its code', () => {
  const error = new CodedError('DAP_AUTHENTICATION', { message: 'The login was refused.' });
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({
    name: 'CodedError',
    code: 'DAP_AUTHENTICATION',
    failureType: 'config_error',
    message: 'The login was refused.',
    internalMessage: 'DAP_AUTHENTICATION: The login was refused.',
    details: {},
  });
  expect(error.userMessage).toBe(`The login was refused. ${ERROR_CATALOGUE.DAP_AUTHENTICATION.advice}`);
});

test('a coded error keeps its cause, its details and a failure type of its own', () => {
  const cause = new Error('socket closed');
  const options = { message: 'Table canvas.users failed.', internalMessage: 'status 500', details: { status: 500 } };
  const error = new CodedError('DAP_SERVER', { ...options, cause, failureType: 'system_error' });
  expect(error).toMatchObject({
    cause,
    details: { status: 500 },
    failureType: 'system_error',
    internalMessage: 'DAP_SERVER: status 500',
  });
});

test('a coded error without a cause has none', () => {
  expect('cause' in new CodedError('DAP_SERVER', { message: 'x' })).toBe(false);
});

test('the user reads the message alone where the catalogue has no advice', () => {
  expect(new CodedError('CDK_STREAM_MISSING', { message: 'There is no table a.b.' }).userMessage).toBe(
    'There is no table a.b.',
  );
});

test.each<[string, unknown, readonly ErrorCode[], boolean]>([
  ['any of ours', new CodedError('DAP_SERVER', { message: 'x' }), [], true],
  ['one of the codes asked for', new CodedError('DAP_SERVER', { message: 'x' }), ['DAP_TLS', 'DAP_SERVER'], true],
  ['another code', new CodedError('DAP_SERVER', { message: 'x' }), ['DAP_TLS'], false],
  ['a plain error', new Error('x'), [], false],
  ['something that is no error', { code: 'DAP_SERVER' }, [], false],
])('the guard judges %s', (_name, error, codes, expected) => {
  expect(isCodedError(error, ...codes)).toBe(expected);
});

test.each<[string, unknown, boolean]>([
  ["an AbortSignal's reason", AbortSignal.abort().reason, true],
  ['our own code for it', new CodedError('CDK_ABORTED', { message: 'x' }), true],
  ['another code', new CodedError('DAP_SERVER', { message: 'x' }), false],
  ['a text', 'AbortError', false],
])('a stop is told from a failure by %s', (_name, error, expected) => {
  expect(isAbort(error)).toBe(expected);
});

test.each<[unknown, string]>([
  [new Error('broken'), 'broken'],
  [new TypeError(''), 'TypeError'],
  ['text', 'text'],
  [undefined, 'undefined'],
])('the text of %s is %s', (error, text) => {
  expect(errorText(error)).toBe(text);
});
