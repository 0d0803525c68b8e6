import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

const text = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

test('every file has the same name and version', async () => {
  const { name, version } = JSON.parse(await text('package.json')) as { name: string; version: string };
  const metadata = await text('metadata.yaml');
  const dockerfile = await text('Dockerfile');
  for (const [file, part] of [
    [metadata, `dockerRepository: airbyte/${name}\n`],
    [metadata, `dockerImageTag: ${version}\n`],
    [dockerfile, `io.airbyte.name=airbyte/${name} `],
    [dockerfile, `io.airbyte.version=${version}\n`],
    [await text('src/main.ts'), `name: '${name}',\n  version: '${version}',`],
  ] as const) {
    assert.ok(file.includes(part), part);
  }
});
