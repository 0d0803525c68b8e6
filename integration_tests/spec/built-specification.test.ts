import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { makeSpecification } from '../../src/cdk/commands/make-specification.js';
import { DapSource } from '../../src/connector/source.js';

test('the specification written by the build is the one that the configuration gives', async () => {
  const file = new URL('../../dist/connector/specification.json', import.meta.url);
  const source = new DapSource({ schemasDir: '', sharedDir: '' });
  const made = makeSpecification(source.configSchema, source.documentationUrl);
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(made)));
});
