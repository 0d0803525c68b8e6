import { expect, test } from 'vitest';
import { AuthenticationError, NotFoundError, ServerError } from '../dap/index.js';
import { CodedError } from '../errors.js';
import { proveAccess } from './prove-access.js';

const REF = { namespace: 'canvas', table: 'users' };
const failing = (error: Error) => [{ getJsonSchema: () => Promise.reject(error) }];

test.each([
  ['a refused login', new AuthenticationError({})],
  ['no network', new CodedError('DAP_NETWORK', { message: 'x' })],
  ['a 404 that names nothing', new NotFoundError({ ...REF, status: 404 })],
])('%s ends the read before it begins', async (_what, error) => {
  await expect(proveAccess(failing(error))).rejects.toBe(error);
});

test.each([
  ['a table that is gone', new NotFoundError({ ...REF, kind: 'table', id: 'users' })],
  ['a stream that is missing', new CodedError('CDK_STREAM_MISSING', { message: 'x' })],
  ['a server error', new ServerError({ ...REF, status: 500 })],
])('%s is left to its stream', async (_what, error) => {
  await expect(proveAccess(failing(error))).resolves.toBeUndefined();
});

test('without streams nothing is asked', async () => {
  await expect(proveAccess([])).resolves.toBeUndefined();
});
