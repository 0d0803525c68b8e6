import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { VERSION } from './version.js';

const read = (file: string) => readFile(new URL(`../${file}`, import.meta.url), 'utf8');
const [manifest, lockfile, metadata, dockerfile, changelog] = await Promise.all(
  ['package.json', 'package-lock.json', 'metadata.yaml', 'Dockerfile', 'CHANGELOG.md'].map(read),
);
const image = parse(metadata ?? '') as { data: Record<string, string> };

test.each<[string, unknown]>([
  ['package.json', JSON.parse(manifest ?? '').version],
  ['package-lock.json', JSON.parse(lockfile ?? '').version],
  ['metadata.yaml', image.data['dockerImageTag']],
  ['the label of the Dockerfile', /io\.airbyte\.version=(\S+)/.exec(dockerfile ?? '')?.[1]],
  ['the newest entry of CHANGELOG.md', /^## (\d+\.\d+\.\d+)/m.exec(changelog ?? '')?.[1]],
])('%s names the version of the package', (_place, version) => {
  expect(version).toBe(VERSION);
});

test('image and metadata name the same repository', () => {
  expect(/io\.airbyte\.name=(\S+)/.exec(dockerfile ?? '')?.[1]).toBe(image.data['dockerRepository']);
});

test('the entry point that the platform reads is the one that runs', () => {
  // The connector is the last stage: what is built when no target is named.
  const connector = (dockerfile ?? '').slice((dockerfile ?? '').lastIndexOf('\nFROM '));
  const words = JSON.parse(/^ENTRYPOINT (\[.*\])$/m.exec(connector)?.[1] ?? '[]') as string[];
  expect(words).not.toEqual([]);
  expect(/AIRBYTE_ENTRYPOINT="([^"]*)"/.exec(dockerfile ?? '')?.[1]).toBe(words.join(' '));
});
