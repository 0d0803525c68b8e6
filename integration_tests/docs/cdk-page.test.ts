import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runConnector } from '../../src/testing/index.js';
import { testPage } from './run-page.js';

const home = testPage('docs/cdk.md');

// The connector that the page has scaffolded from the packed package, installed and built.
const CONNECTOR = 'source-library';

test('the new connector runs from any folder', async () => {
  const { folder } = home();
  const command = ['node', join(folder, CONNECTOR, 'dist/src/main.js')];
  const config = join(folder, 'library.json');
  await writeFile(config, '{"api_key":"key-for-tests-1234"}');
  const { messages, exitCode } = await runConnector({ command, args: ['discover', '--config', config], cwd: folder });
  expect(exitCode).toBe(0);
  expect(messages[0]?.catalog?.streams.map(({ name }) => name)).toEqual(['items', 'authors']);
});

test('the types of the package need no others', async () => {
  const { code, stdout } = await home().shell(
    `cd ${home().folder}/${CONNECTOR} && npx tsc -p . --noEmit --skipLibCheck false`,
  );
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
});

test('the acceptance suite of the new connector finds a fault', async () => {
  const { code, stdout } = await withSchema(
    '["id", "updated_at"]',
    '["id", "isbn"]',
    'npm run acceptance -- --only 33-35',
  );
  expect(stdout).toContain('✗ 35 each record fits its schema');
  expect(code).toBe(1);
});

test('the new connector notices a schema that was changed without its type', async () => {
  const { code, stdout } = await withSchema('"price"', '"cost"', 'npm run types -- --check');
  expect(stdout).toContain('src/types/items.d.ts is not up to date');
  expect(code).toBe(1);
});

async function withSchema(old: string, changed: string, script: string) {
  const path = join(home().folder, CONNECTOR, 'schemas/items.json');
  const sound = await readFile(path, 'utf8');
  expect(sound).toContain(old);
  await writeFile(path, sound.replace(old, changed));
  try {
    return await home().shell(`cd ${home().folder}/${CONNECTOR} && ${script}`);
  } finally {
    await writeFile(path, sound);
  }
}
