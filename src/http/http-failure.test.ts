import { expect, test } from 'vitest';
import { type HttpFailure, toHttpFailure } from './http-failure.js';

test.each([
  ['ENOTFOUND', 'dns'],
  ['EAI_AGAIN', 'dns'],
  ['ECONNREFUSED', 'connect'],
  ['UND_ERR_CONNECT_TIMEOUT', 'connect-timeout'],
  ['UND_ERR_HEADERS_TIMEOUT', 'headers-timeout'],
  ['UND_ERR_SOCKET', 'broken'],
  ['ECONNRESET', 'broken'],
  ['HPE_INVALID_CONSTANT', 'broken'],
  ['CERT_HAS_EXPIRED', 'tls'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'tls'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls'],
])('%s is a failure of kind %s', (code, kind) => {
  const failure = toHttpFailure(Object.assign(new Error('x'), { code }), 'host.example');
  expect(failure).toMatchObject({ kind, host: 'host.example', systemCode: code });
  expect((failure as HttpFailure).message).toContain(`host.example: `);
});

test('an error that is none of the network stays what it is', () => {
  const defect = new TypeError('x is not a function');
  expect(toHttpFailure(defect, 'host.example')).toBe(defect);
});
