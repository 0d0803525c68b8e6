import { expect, test } from 'vitest';
import { HttpFailure, toHttpFailure } from './http-failure.js';

test.each([
  ['ENOTFOUND', 'dns'],
  ['EAI_AGAIN', 'dns'],
  ['ECONNREFUSED', 'connect'],
  ['UND_ERR_CONNECT_TIMEOUT', 'connect-timeout'],
  ['UND_ERR_HEADERS_TIMEOUT', 'headers-timeout'],
  ['UND_ERR_SOCKET', 'broken'],
  ['ECONNRESET', 'broken'],
  ['HPE_INVALID_CONSTANT', 'broken'],
  ['CERT_HAS_EXPIRED', 'certificate'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'certificate'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'certificate'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'certificate'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate'],
  ['CERT_REVOKED', 'certificate'],
  ['UND_ERR_PRX_TLS', 'certificate'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'not-tls'],
  ['ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR', 'tls'],
  ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'tls'],
  ['ERR_SSL_TLSV1_UNRECOGNIZED_NAME', 'tls'],
  ['ERR_TLS_HANDSHAKE_TIMEOUT', 'tls'],
  ['EPROTO', 'tls'],
])('%s is a failure of kind %s', (code, kind) => {
  const failure = toHttpFailure(Object.assign(new Error('x'), { code }), 'host.example');
  expect(failure).toMatchObject({ kind, host: 'host.example', systemCode: code });
  expect((failure as HttpFailure).message).toContain(`host.example: `);
});

test('only a certificate that is not trusted is permanent among the failures of TLS', () => {
  const kinds = ['certificate', 'not-tls', 'tls'] as const;
  expect(kinds.map((kind) => new HttpFailure(kind, 'host.example').isPermanent)).toEqual([true, false, false]);
});

test('EPROTO with the words of a plain http port is a server without TLS', () => {
  const error = Object.assign(new Error('write EPROTO 40:error:0A00010B:SSL routines::wrong version number'), {
    code: 'EPROTO',
  });
  expect(toHttpFailure(error, 'host.example')).toMatchObject({ kind: 'not-tls' });
});

test('an error that does not come from the network is not changed', () => {
  const defect = new TypeError('x is not a function');
  expect(toHttpFailure(defect, 'host.example')).toBe(defect);
});
