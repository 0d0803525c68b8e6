import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { DAP_ADVICE } from './cli/dap-advice.js';
import { CONNECTOR_ADVICE } from './connector/advice.js';
import type { Advice, ErrorCode, ErrorKind } from './errors.js';
import { CodedError, ERROR_CATALOGUE, errorText, isAbort, isCodedError, userMessage } from './errors.js';
import { STREAM_CDK_ADVICE } from './stream-cdk/advice.js';

const page = await readFile(new URL('../docs/errors.md', import.meta.url), 'utf8');
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, code = '', failureType = '', meaning = '', connector = '', commandLine = '']) => ({
    code: code.replaceAll('`', ''),
    failureType,
    meaning,
    connector,
    commandLine,
  }));
const catalogue = Object.entries<ErrorKind>(ERROR_CATALOGUE);
const COMMAND_LINE_ADVICE: Advice = { ...STREAM_CDK_ADVICE, ...DAP_ADVICE };

/** What the page says of an error that a front end may show, or that it never shows it. */
function cellOf(advice: Advice, code: string): string {
  const given = advice[code as ErrorCode];
  return given === undefined ? '–' : typeof given === 'string' ? given : given.inDocs;
}

test('the catalogue is sorted, and docs/errors.md lists its codes and no others, in order', () => {
  expect(catalogue.map(([code]) => code)).toEqual(catalogue.map(([code]) => code).sort());
  expect(rows.map(({ code }) => code)).toEqual(catalogue.map(([code]) => code));
});

test.each(catalogue)('docs/errors.md says of %s what the catalogue and the front ends say', (code, kind) => {
  expect(rows.find((row) => row.code === code)).toEqual({
    code,
    failureType: kind.failureType,
    meaning: kind.meaning,
    connector: cellOf(CONNECTOR_ADVICE, code),
    commandLine: cellOf(COMMAND_LINE_ADVICE, code),
  });
});

test.each(catalogue)('some front end has advice on %s', (code) => {
  expect([CONNECTOR_ADVICE, COMMAND_LINE_ADVICE].map((advice) => cellOf(advice, code))).not.toEqual(['–', '–']);
});

test('the two programs of the command line advise the same on the errors that both may show', () => {
  for (const code of Object.keys(DAP_ADVICE)) {
    if (code in STREAM_CDK_ADVICE) expect(cellOf(STREAM_CDK_ADVICE, code), code).toBe(cellOf(DAP_ADVICE, code));
  }
});

test('the command line is not told of settings of the connector, nor of syncs and streams', () => {
  for (const code of Object.keys(DAP_ADVICE)) {
    expect(cellOf(DAP_ADVICE, code)).not.toMatch(/base_url|client_id|\bsync\b|\bstream\b|invalid_cursor/);
  }
});

test('a coded error takes its failure type from its code', () => {
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
});

test('the text for the user is the message and what the front end advises', () => {
  const error = new CodedError('DAP_NETWORK', { message: 'dap.test: the connection is refused.' });
  expect(userMessage(error, CONNECTOR_ADVICE)).toBe(
    'dap.test: the connection is refused. Check base_url and that this machine can reach it.',
  );
  expect(userMessage(error, DAP_ADVICE)).toBe(
    'dap.test: the connection is refused. Check the address and that this machine can reach it.',
  );
  expect(userMessage(error, {})).toBe('dap.test: the connection is refused.');
  expect(userMessage(error, { DAP_NETWORK: { inDocs: 'Check the cable.' } })).toBe(error.message);
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

test.each<[string, unknown, readonly ErrorCode[], boolean]>([
  ['any of ours', new CodedError('DAP_SERVER', { message: 'x' }), [], true],
  ['one of the codes asked for', new CodedError('DAP_SERVER', { message: 'x' }), ['DAP_TLS', 'DAP_SERVER'], true],
  ['another code', new CodedError('DAP_SERVER', { message: 'x' }), ['DAP_TLS'], false],
  ['a plain error', new Error('x'), [], false],
  ['something that is not an error', { code: 'DAP_SERVER' }, [], false],
])('the guard judges %s', (_name, error, codes, expected) => {
  expect(isCodedError(error, ...codes)).toBe(expected);
});

test.each<[string, unknown, boolean]>([
  ["an AbortSignal's reason", AbortSignal.abort().reason, true],
  ['our own code for it', new CodedError('CDK_ABORTED', { message: 'x' }), true],
  ['another code', new CodedError('DAP_SERVER', { message: 'x' }), false],
  ['a text', 'AbortError', false],
])('a stop is distinguished from a failure by %s', (_name, error, expected) => {
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
