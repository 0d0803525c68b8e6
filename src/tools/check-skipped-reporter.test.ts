import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const FAILED = 'A test that is skipped proves nothing: the run counts as failed.';
const LACKS_DATA = "test('compares', ({ skip }) => skip('the data is not beside this repository'));";
const LACKS_SERVER = "test('connects', ({ skip }) => skip('no server'));";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'reporter-'));
  mkdirSync(join(folder, 'data'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs one more test beside one that passes. */
function run(text: string, { data, ci }: { readonly data: string; readonly ci: string }) {
  const reporter = JSON.stringify(join(ROOT, 'src/tools/check-skipped-reporter.ts'));
  const made = `new CheckSkippedReporter(${JSON.stringify(join(folder, data))})`;
  const config = `import { CheckSkippedReporter } from ${reporter};
export default { cacheDir: 'cache', test: { reporters: [${made}] } };\n`;
  writeFileSync(join(folder, 'vitest.config.mjs'), config);
  writeFileSync(join(folder, 'one.test.mjs'), `import { test } from 'vitest';\ntest('runs', () => {});\n${text}\n`);
  const program = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const env = { PATH: process.env['PATH'], HOME: folder, CI: ci };
  return spawnSync(process.execPath, [program, 'run', '--root', folder], { encoding: 'utf8', env });
}

test.each([
  ['with the data, a test that lacks it', LACKS_DATA, 'data', '(the data is not beside this repository)'],
  ['with the data, a test that lacks a server', LACKS_SERVER, 'data', '(no server)'],
  ['without the data, a test that lacks a server', LACKS_SERVER, 'nothing', '(no server)'],
])('on the build server fails %s', (_title, text, data, reason) => {
  const { status, stdout } = run(text, { data, ci: 'true' });
  expect(stdout).toMatch(/^skipped: one\.test\.mjs > (compares|connects) \(/m);
  expect(stdout).toContain(reason);
  expect(stdout).toContain(FAILED);
  expect(stdout).toContain('1 passed, 0 failed, 1 skipped');
  expect(status).toBe(1);
});

test.each([
  ['on the build server, for lack of data', LACKS_DATA, 'true'],
  ['elsewhere, for whatever reason', LACKS_SERVER, ''],
])('a test may be left out %s, visibly', (_title, text, ci) => {
  const { status, stdout } = run(text, { data: 'nothing', ci });
  expect(stdout).toMatch(/^skipped: one\.test\.mjs > (compares|connects) \(/m);
  expect(stdout).not.toContain(FAILED);
  expect(status).toBe(0);
});
