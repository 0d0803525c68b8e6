import { expect, test } from 'vitest';
import { SecretMask } from './secret-mask.js';

const SECRET = `p/w+d "q" \\ & <é> 'x'`;

function masked(text: string, ...secrets: readonly string[]): string {
  const mask = new SecretMask();
  for (const secret of secrets) mask.add(secret);
  return mask.apply(text);
}

test.each([
  ['plain', SECRET],
  ['JSON', JSON.stringify(SECRET).slice(1, -1)],
  ['JSON within JSON', JSON.stringify(JSON.stringify(SECRET)).slice(3, -3)],
  ['JSON with escaped slashes', JSON.stringify(SECRET).slice(1, -1).replaceAll('/', '\\/')],
  ['a URL component', encodeURIComponent(SECRET)],
  ['a URL component in lower case', encodeURIComponent(SECRET).replace(/%../g, (found) => found.toLowerCase())],
  ['a form field', new URLSearchParams({ a: SECRET }).toString().slice(2)],
  ['a whole URL', encodeURI(SECRET)],
  ['a component twice encoded', encodeURIComponent(encodeURIComponent(SECRET))],
  ['base64', Buffer.from(SECRET).toString('base64')],
  ['base64 without padding', Buffer.from(SECRET).toString('base64').replace(/=+$/, '')],
  ['base64url', Buffer.from(SECRET).toString('base64url')],
  ['hexadecimal', Buffer.from(SECRET).toString('hex')],
  ['hexadecimal in capitals', Buffer.from(SECRET).toString('hex').toUpperCase()],
])('hides a secret as %s', (_form, text) => {
  expect(masked(`before ${text} after`, SECRET)).toMatch(/^before \*{4}=* after$/);
});

test.each(['a', 'ab', 'abc', 'abcd'])('hides a secret inside base64 that begins with %j', (prefix) => {
  const text = Buffer.from(`${prefix}:long-secret-value:tail`).toString('base64');
  const shown = masked(text, 'long-secret-value');
  const visible = shown.split('****').map((part) => Buffer.from(part, 'base64').toString('latin1'));
  expect(shown).toContain('****');
  expect(visible.join('')).not.toContain('secret');
});

test('leaves no part of secrets that overlap or contain each other', () => {
  expect(masked('x abcdefghi y', 'abcdef', 'defghi')).toBe('x **** y');
  expect(masked('x abcdefghi y', 'def', 'abcdefghi')).toBe('x **** y');
  expect(masked('aXaXaXa', 'aXa')).toBe('****');
  expect(masked('abcabc', 'abc')).toBe('********');
});

test('hides each line of a secret with several', () => {
  expect(masked('key: MIIE-line-one and MIIE-line-two', 'MIIE-line-one\nMIIE-line-two')).toBe('key: **** and ****');
});

test('hides nothing for texts that are too short to be a secret', () => {
  expect(masked('a b 12 text', 'a', '12', ' ', '')).toBe('a b 12 text');
});

test('accepts secrets with pattern characters and half a character', () => {
  expect(masked('a.*b $1', '.*b')).toBe('a**** $1');
  expect(masked('x \ud800abc y', '\ud800abc')).toBe('x **** y');
});

test('takes linear time, however repetitive secrets and text are', () => {
  const run = 'a'.repeat(280_000);
  expect(masked(`${run}!`, 'a'.repeat(100_000))).toBe('****!');
  expect(masked(run, `b${'a'.repeat(100_000)}`, `${'a'.repeat(100_000)}b`)).toBe(run);
  expect(masked('abc'.repeat(300_000), 'abc')).toBe('****'.repeat(300_000));
  const secrets = Array.from({ length: 200 }, (_, index) => `secret-${index}-${'x'.repeat(500)}`);
  const text = secrets
    .map((secret) => `<${secret}>`)
    .join('')
    .repeat(3);
  expect(masked(text, ...secrets)).toBe('<****>'.repeat(600));
});
