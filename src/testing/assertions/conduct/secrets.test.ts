import { expect, test } from 'vitest';
import type { CommandRun } from '../command-run.js';
import { readLines } from '../received-line.js';
import { findSecrets } from './config-secrets.js';
import { findLeaks } from './find-leaks.js';
import { secretForms } from './secret-forms.js';

const secret = { type: 'string', airbyte_secret: true };
const placesOf = (specification: object, config: unknown) =>
  findSecrets(specification, config).map(({ place }) => place);

test.each<[string, object, unknown, string[]]>([
  ['at the top', { properties: { a: secret } }, { a: 'secret-01' }, ['/a']],
  ['not when short', { properties: { a: secret } }, { a: 'short' }, []],
  ['as a number', { properties: { a: { ...secret, type: 'integer' } } }, { a: 1234567890123456789n }, ['/a']],
  [
    'in lists',
    { properties: { a: { items: { properties: { b: secret } } } } },
    { a: [{ b: 'secret-01' }] },
    ['/a/0/b'],
  ],
  ['in tuples', { properties: { a: { items: [{}, secret] } } }, { a: ['public-01', 'secret-01'] }, ['/a/1']],
  ['as a whole object', { properties: { a: { airbyte_secret: true } } }, { a: { b: ['secret-01'] } }, ['/a/b/0']],
  ['under anyOf and allOf', { anyOf: [{ allOf: [{ properties: { a: secret } }] }] }, { a: 'secret-01' }, ['/a']],
  [
    'behind a reference',
    { definitions: { 'x/y': { properties: { a: secret } } }, $ref: '#/definitions/x~1y' },
    { a: 'secret-01' },
    ['/a'],
  ],
  [
    'behind a reference to itself',
    { properties: { a: secret, next: { $ref: '#' } } },
    { next: { a: 'secret-01' } },
    ['/next/a'],
  ],
  ['in further members', { additionalProperties: secret }, { 'a/b': 'secret-01' }, ['/a~1b']],
  ['marked as a text', { properties: { a: { airbyte_secret: 'true' } } }, { a: 'secret-01' }, ['/a']],
  ['not marked', { properties: { a: { type: 'string' } } }, { a: 'secret-01' }, []],
  ['in no object', { properties: { a: secret } }, 'secret-01', []],
])('a secret is found %s', (_where, specification, config, places) => {
  expect(placesOf(specification, config)).toEqual(places);
});

test('of a oneOf, the branch counts that the config chose; all if it chose none', () => {
  const branch = (kind: string, field: object) => ({ properties: { kind: { const: kind }, id: field } });
  const specification = { oneOf: [branch('a', secret), branch('b', { type: 'string' })] };
  expect(placesOf(specification, { kind: 'a', id: 'secret-01' })).toEqual(['/id']);
  expect(placesOf(specification, { kind: 'b', id: 'public-01' })).toEqual([]);
  expect(placesOf(specification, { kind: 'c', id: 'secret-01' })).toEqual(['/id']);
});

test('every reference that leads in a circle ends', () => {
  expect(placesOf({ $ref: '#' }, { a: 'secret-01' })).toEqual([]);
  expect(placesOf({ allOf: [{ $ref: '#' }], properties: { a: secret } }, { a: 'secret-01' })).toEqual(['/a']);
});

const SECRET = 'pä"ss\\wort/1';
const log = (message: string) => JSON.stringify({ type: 'LOG', log: { level: 'INFO', message } });
const run = (lines: readonly string[], stderr: readonly string[] = []): CommandRun => ({
  title: 'check',
  command: 'check',
  exitCode: 0,
  signal: null,
  output: readLines(lines),
  stderr,
});
const leaks = (...args: Parameters<typeof run>) =>
  findLeaks([run(...args)], [{ place: '/key', forms: secretForms(SECRET) }]);

test.each<[string, string]>([
  ['as it is', SECRET],
  ['in JSON in the text', JSON.stringify({ key: SECRET })],
  ['in JSON of ASCII', '{"key": "p\\u00e4\\"ss\\\\wort/1"}'],
  ['in Python', `{'key': 'pä"ss\\\\wort/1'}`],
  ['in a URL', `?key=${encodeURIComponent(SECRET)}`],
  ['in a URL of small letters', `?key=${encodeURIComponent(SECRET).toLowerCase()}`],
  ['in Base64', Buffer.from(SECRET).toString('base64')],
  ['in Base64 after a name', Buffer.from(`name:${SECRET}`).toString('base64')],
  ['in Base64 of URLs between other things', Buffer.from(`ab${SECRET}cd`).toString('base64url')],
])('a leak is found %s', (_how, text) => {
  expect(leaks([log(text)])).toEqual(['the secret at /key is readable in a LOG message (check, line 1)']);
});

test('leaks are found on standard error and in lines that are not messages, not in records, states and CONTROL', () => {
  expect(leaks(['x', SECRET])).toEqual([
    'the secret at /key is readable in a line that is not a message (check, line 2)',
  ]);
  expect(leaks([], [SECRET])).toEqual(['the secret at /key is readable in standard error (check, line 1)']);
  const record = { type: 'RECORD', record: { stream: 's', emitted_at: 1, data: { x: SECRET } } };
  const control = {
    type: 'CONTROL',
    control: { type: 'CONNECTOR_CONFIG', emitted_at: 1, connectorConfig: { config: { x: SECRET } } },
  };
  expect(leaks([JSON.stringify(record), JSON.stringify(control)])).toEqual([]);
});

test('each line of a secret is one, but not the frame of a key', () => {
  const forms = secretForms('-----BEGIN KEY-----\nMIIBVgIBADAN\n-----END KEY-----');
  expect(forms).toContain('MIIBVgIBADAN');
  expect(forms).not.toContain('-----BEGIN KEY-----');
});
