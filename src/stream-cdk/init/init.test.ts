import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { VERSION } from '../../version.js';
import { init } from './init.js';

let home = '';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'init-'));
});
afterEach(async () => await rm(home, { recursive: true }));

const text = (path: string) => readFile(join(home, path), 'utf8');

test('a connector goes by its own name in every file', async () => {
  const { files } = await init('google-sheets', { dir: join(home, 'new/place') });
  const present = (await readdir(join(home, 'new/place'), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(home, 'new/place/').length));
  expect(present.sort()).toEqual([...files].sort());
  expect(present).toEqual(expect.arrayContaining(['.dockerignore', '.gitignore', 'docs/source-google-sheets.md']));
  for (const path of present) expect(await text(join('new/place', path)), path).not.toMatch(/placeholder/i);
  expect(await text('new/place/src/source.ts')).toContain('class GoogleSheetsSource extends Source<Config>');
  expect(await text('new/place/metadata.yaml')).toContain('name: Google Sheets\n');
  expect(await text('new/place/Dockerfile')).toContain('io.airbyte.name=airbyte/source-google-sheets ');
});

test('the running version is what it depends on, unless another is asked for', async () => {
  await init('a', { dir: join(home, 'a') });
  await init('b', { dir: join(home, 'b'), cdk: '~1.2.3' });
  expect(JSON.parse(await text('a/package.json')).dependencies['airbyte-source-dap']).toBe(`^${VERSION}`);
  expect(JSON.parse(await text('b/package.json')).dependencies['airbyte-source-dap']).toBe('~1.2.3');
});

test('an archive is laid into the folder, so that an image can be built from the folder alone', async () => {
  await writeFile(join(home, 'cdk "1".tgz'), 'archive');
  await init('a', { dir: join(home, 'a'), cdk: join(home, 'cdk "1".tgz') });
  expect(JSON.parse(await text('a/package.json')).dependencies['airbyte-source-dap']).toBe('file:cdk "1".tgz');
  expect(await text('a/cdk "1".tgz')).toBe('archive');
});

test('each connector has a definition of its own', async () => {
  await init('a', { dir: join(home, 'a') });
  await init('a', { dir: join(home, 'b') });
  const [first, second] = await Promise.all(
    ['a', 'b'].map(async (folder) => /definitionId: (.+)/.exec(await text(`${folder}/metadata.yaml`))?.[1]),
  );
  expect(first).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(second).not.toBe(first);
});

test('a folder that holds something is left alone unless forced', async () => {
  await mkdir(join(home, 'a'));
  await writeFile(join(home, 'a/README.md'), 'mine');
  await writeFile(join(home, 'a/notes.txt'), 'mine');
  await expect(init('a', { dir: join(home, 'a') })).rejects.toMatchObject({
    code: 'TOOL_FILE_EXISTS',
    message: `The folder ${join(home, 'a')} is not empty; nothing was written.`,
  });
  expect(await readdir(join(home, 'a'))).toHaveLength(2);
  await init('a', { dir: join(home, 'a'), force: true });
  expect(await text('a/README.md')).toContain('# source-a');
  expect(await text('a/notes.txt')).toBe('mine');
});

test.each([
  [{ cdk: './missing.tgz' }, 'The archive ./missing.tgz given by --cdk does not exist.'],
  [{ cdk: '../folder' }, 'not "../folder"'],
  [{ cdk: '1.0' }, 'not "1.0"'],
  [{ cdk: '' }, 'not ""'],
])('what --cdk cannot use is refused before anything is written: %j', async (options, message) => {
  await expect(init('a', { dir: join(home, 'a'), ...options })).rejects.toMatchObject({
    code: 'TOOL_INPUT',
    message: expect.stringContaining(message),
  });
  expect(await readdir(home)).toEqual([]);
});

test.each(['a', 'a/b'])('a file in the place of the folder %s is named', async (path) => {
  await writeFile(join(home, 'a'), '');
  for (const force of [false, true]) {
    await expect(init('a', { dir: join(home, path), force })).rejects.toMatchObject({
      code: 'TOOL_INPUT',
      message: expect.stringContaining(`"${join(home, path)}" cannot be the folder of a connector: ENOTDIR`),
    });
  }
});

test('a folder without a name is refused', async () => {
  await expect(init('a', { dir: '' })).rejects.toMatchObject({ code: 'TOOL_INPUT' });
});

test('the packages of a new connector are those that this one is tested with', async () => {
  await init('a', { dir: join(home, 'a') });
  const made = JSON.parse(await text('a/package.json'));
  const own = JSON.parse(await readFile(new URL('../../../package.json', import.meta.url), 'utf8'));
  expect(made.dependencies.zod).toBe(own.dependencies.zod);
  expect(own.devDependencies).toMatchObject(made.devDependencies);
  expect(made.engines).toEqual(own.engines);
  const base = (dockerfile: string) => [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
  const ours = new Set(base(await readFile(new URL('../../../Dockerfile', import.meta.url), 'utf8')));
  expect(new Set(base(await text('a/Dockerfile')))).toEqual(ours);
});
