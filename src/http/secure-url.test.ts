import { expect, test } from 'vitest';
import { isSecureUrl, withoutSecrets } from './secure-url.js';

test.each([
  ['https://example.com', true],
  ['http://localhost:8080', true],
  ['http://127.0.0.1', true],
  ['http://127.8.9.1', true],
  ['http://2130706433', true],
  ['http://[::1]:80', true],
  ['http://example.com', false],
  ['http://localhost.example.com', false],
  ['http://127.0.0.1.example.com', false],
  ['http://10.0.0.1', false],
  ['ftp://127.0.0.1', false],
])('%s may carry secrets: %s', (url, expected) => {
  expect(isSecureUrl(new URL(url))).toBe(expected);
});

test('queries of URLs, authorization values and tokens are cut out, the rest stays', () => {
  const text = 'GET https://a.example/b?X-Amz-Signature=abc failed, http://c.example/d is fine, Basic dXNlcjpwdw==';
  expect(withoutSecrets(text)).toBe('GET https://a.example/b?… failed, http://c.example/d is fine, Basic …');
});
