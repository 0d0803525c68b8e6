import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { DapSource } from '../../connector/source.js';
import { VERSION } from '../../version.js';
import { parseDockerfile, readPairs } from './dockerfile.js';
import { readMetadata } from './image-metadata.js';

const METADATA = 'metadata.yaml';
const metadata = readMetadata(METADATA);
const folder = mkdtempSync(join(tmpdir(), 'metadata-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('the version is that of the package', () => {
  expect(metadata.dockerImageTag).toBe(VERSION);
});

test('the licence is that of the package', () => {
  const project: unknown = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(project).toMatchObject({ license: metadata.license });
});

test('the documentation is where the specification says', () => {
  expect(metadata.documentationUrl).toBe(
    new DapSource({ schemasDir: 'schemas', sharedDir: 'shared' }).documentationUrl,
  );
});

test('the labels of the images say the same', () => {
  const labels = parseDockerfile(readFileSync('Dockerfile', 'utf8')).filter(({ name }) => name === 'LABEL');
  expect(new Map(labels.flatMap(({ text }) => readPairs(text)))).toEqual(
    new Map([
      ['io.airbyte.name', metadata.dockerRepository],
      ['io.airbyte.version', metadata.dockerImageTag],
      ['org.opencontainers.image.title', 'dap'],
      ['org.opencontainers.image.version', VERSION],
    ]),
  );
});

test.each(metadata.suggestedStreams.streams)('suggested stream %s is a table with a schema file', (stream) => {
  expect(existsSync(join('schemas', `${stream}.json`))).toBe(true);
});

test('the production gateway is an allowed host', () => {
  expect(metadata.allowedHosts.hosts).toContain('api-gateway.instructure.com');
});

test.each([
  ['a missing key', /^ {2}definitionId: .*\n/m, '', 'definitionId'],
  ['an unknown key', '  license: MIT\n', '  licence: MIT\n', 'licence'],
  ['a version that is none', /dockerImageTag: .*/, 'dockerImageTag: latest', 'dockerImageTag'],
  ['another version of the format', 'metadataSpecVersion: "1.0"', 'metadataSpecVersion: 1', 'metadataSpecVersion'],
])('%s is named', (_what, from, to, named) => {
  const file = join(folder, 'metadata.yaml');
  writeFileSync(file, readFileSync(METADATA, 'utf8').replace(from, to));
  expect(() => readMetadata(file)).toThrow(named);
});
