import { expect, test } from 'vitest';
import { decodeApiError } from './decode-api-error.js';

const SUBJECT = { namespace: 'canvas', table: 'courses' };
const BASE = { uuid: 'u-1', message: 'words' };

const CASES: readonly (readonly [number, unknown, string])[] = [
  [401, { error: { ...BASE, type: 'AuthenticationError' } }, 'TokenRefusedError'],
  [401, { message: 'Unauthorized' }, 'TokenRefusedError'],
  [403, { error: { ...BASE, type: 'AccountNotOnboarded' } }, 'AccountNotOnboardedError'],
  [500, { error: { ...BASE, type: 'AccountNotOnboarded' } }, 'AccountNotOnboardedError'],
  [403, { error: { ...BASE, type: 'accountDisabled' } }, 'AccountDisabledError'],
  [500, { error: { ...BASE, type: 'AccountUnderMaintenanceError' } }, 'AccountUnderMaintenanceError'],
  [403, { error: { ...BASE, type: 'RequestTypeForbidden' } }, 'RequestTypeForbiddenError'],
  [403, { message: 'Forbidden' }, 'RequestTypeForbiddenError'],
  [400, { error: { ...BASE, location: { line: 1, column: 2, character: 3 } } }, 'ValidationError'],
  [404, { error: { ...BASE, type: 'ObjectNotFound', id: 'x', kind: 'namespace' } }, 'NotFoundError'],
  [404, '<html>', 'NotFoundError'],
  [400, { error: { ...BASE, type: 'anything', since: '2026-01-01T00:00:00Z', extra: 1 } }, 'OutOfRangeError'],
  [400, { error: { ...BASE, type: 'OutOfRange', since: 'a', until: 'b' } }, 'OutOfRangeError'],
  [400, { error: { ...BASE, type: 'SNAPSHOTREQUIRED', since: 'a' } }, 'SnapshotRequiredError'],
  [400, { error: { ...BASE, type: 'SnapshotRequiredError' } }, 'SnapshotRequiredError'],
  [500, { error: { ...BASE, type: 'Whatever' } }, 'ProcessingError'],
  [504, { message: 'Endpoint request timed out' }, 'ServerError'],
  [502, '<html>', 'ServerError'],
  [302, '', 'ServerError'],
  [429, { error: { ...BASE, type: 'TooManyRequests' } }, 'RateLimitedError'],
  [500, { error: { ...BASE, type: 'constructor' } }, 'ProcessingError'],
  [
    400,
    { error: { uuid: 'u', type: 'ProcessingError', message: 'There is no data available yet.' } },
    'NoDataYetError',
  ],
  [
    422,
    { error: { uuid: 'u', type: 'ProcessingError', message: ' THERE IS NO DATA available yet' } },
    'NoDataYetError',
  ],
  [500, { error: { uuid: 'u', message: 'there is no data available yet.' } }, 'NoDataYetError'],
  [400, { error: { uuid: 'u', type: 'OutOfRange', message: 'There is no data available yet.' } }, 'OutOfRangeError'],
];

test.each(CASES)('status %i with %j is a %s', (status, body, name) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  expect(decodeApiError(status, text, SUBJECT)).toMatchObject({ name, status, ...SUBJECT });
});

test('the message tells table, type, uuid, kind and id, and the range', () => {
  const body = { error: { ...BASE, type: 'OutOfRange', since: '2026-01-01T00:00:00.000001Z' } };
  const error = decodeApiError(400, JSON.stringify(body), SUBJECT);
  for (const part of ['canvas.courses', 'OutOfRange', 'u-1', '2026-01-01T00:00:00.000001Z', 'words']) {
    expect(error.message).toContain(part);
  }
  expect(error).toMatchObject({ since: '2026-01-01T00:00:00.000001Z', until: undefined });
});

test('signed URLs and tokens in the words of the server are cut out', () => {
  const said = 'see https://store.example/a/b?X-Amz-Signature=abc and Bearer eyJhbGciOi.eyJzdWIi.c2ln or eyJh.eyJz.x';
  const error = decodeApiError(500, JSON.stringify({ error: { ...BASE, message: said } }), SUBJECT);
  expect(error.message).toContain('https://store.example/a/b?…');
  expect(error.message).not.toMatch(/abc|eyJ/);
});

test.each(['type', 'uuid', 'kind', 'id', 'since', 'until'])('a signed URL in the field %s is cut', (field) => {
  const signed = 'https://store.example/a/b?X-Amz-Signature=abc';
  const body = { error: { ...BASE, type: 'ObjectNotFound', kind: 'object', id: 'x', [field]: signed } };
  const error = decodeApiError(404, JSON.stringify(body), SUBJECT);
  expect(`${error.message} ${JSON.stringify(error.details)} ${JSON.stringify(error)}`).not.toContain('abc');
});
