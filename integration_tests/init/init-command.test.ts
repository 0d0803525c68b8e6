import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../../dist/cli/stream-cdk.js', import.meta.url));

let home = '';
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'init-command-'));
  await mkdir(join(home, 'used'));
  await writeFile(join(home, 'used', 'notes.txt'), 'mine');
});
afterAll(async () => await rm(home, { recursive: true, force: true }));

function run(...parameters: readonly string[]) {
  const { status, stdout, stderr } = spawnSync('node', [PROGRAM, ...parameters], { cwd: home, encoding: 'utf8' });
  return { status, stdout, stderr };
}

test('the next steps are shown as commands that a shell accepts', async () => {
  const { status, stdout, stderr } = run('init', 'city-library', '--dir', "the city's library");
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^source-city-library: \d+ files written to the city's library\n\nNext:\n/);
  expect(stdout).toContain("  cd 'the city'\\''s library'\n  npm install\n  npm test ");
  expect(await readdir(join(home, "the city's library"))).toContain('package.json');
});

test.each([
  [['init'], 2, "missing required argument 'name'"],
  [['init', 'x', 'y'], 2, 'too many arguments'],
  [['init', 'City Library'], 1, 'Did you mean source-city-library? [TOOL_INPUT]'],
  [['init', 'x', '--cdk', 'nowhere.tgz'], 1, 'nowhere.tgz given by --cdk does not exist. [TOOL_INPUT]'],
  [['init', 'x', '--dir', 'used'], 1, 'The folder used is not empty; nothing was written.'],
  [['init', 'x', '--dir', 'used/notes.txt'], 1, '"used/notes.txt" cannot be the folder of a connector: ENOTDIR'],
])('wrong usage is reported in a sentence, and nothing is written: %j', async (parameters, code, text) => {
  const { status, stdout, stderr } = run(...parameters);
  expect(stderr).toContain(text);
  expect(stderr).not.toContain('    at ');
  expect({ status, stdout }).toEqual({ status: code, stdout: '' });
  expect(await readdir(home)).not.toContain('source-x');
  expect(await readdir(join(home, 'used'))).toEqual(['notes.txt']);
});
