import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../../dist/cli/stream-cdk.js', import.meta.url));

/** Hides the package that writes types from Node. */
const HOOK = `export const resolve = (name, context, next) => {
  if (name !== 'json-schema-to-typescript') return next(name, context);
  throw Object.assign(new Error('not installed'), { code: 'ERR_MODULE_NOT_FOUND' });
};`;
const REGISTER = `import { register } from 'node:module'; register(${JSON.stringify(asModule(HOOK))});`;
const WITHOUT_PACKAGE = ['--import', asModule(REGISTER)];

function asModule(text: string): string {
  return `data:text/javascript,${encodeURIComponent(text)}`;
}

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'types-command-'));
  await mkdir(join(folder, 'schemas'));
  await mkdir(join(folder, 'shared'));
  await writeSchema({ id: { $ref: 'identifier.json' } });
  await writeFile(join(folder, 'shared/identifier.json'), '{"type":"integer"}');
});
afterAll(async () => await rm(folder, { recursive: true }));

async function writeSchema(properties: object): Promise<void> {
  await writeFile(join(folder, 'schemas/employees.json'), JSON.stringify({ type: 'object', properties }));
}

/** Runs `stream-cdk types` in the folder; `flags` are Node's own. */
async function types(args: readonly string[] = [], flags: readonly string[] = []) {
  return await new Promise<{ code: number | string | null | undefined; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [...flags, PROGRAM, 'types', ...args], { cwd: folder }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : error.code, stdout, stderr }),
    );
  });
}

test('types are written to src/types, are up to date until a schema changes, and say what to do', async () => {
  expect(await types(['--check'])).toMatchObject({
    code: 1,
    stdout: `src/types/employees.d.ts is missing, or not written by this tool
Run stream-cdk types, and keep what it writes.
`,
  });
  expect(await types()).toEqual({ code: 0, stdout: 'src/types: 1 file written, 0 unchanged\n', stderr: '' });
  expect(await readFile(join(folder, 'src/types/employees.d.ts'), 'utf8')).toContain(
    'export interface Employees {\n  id?: number | bigint;\n}\n',
  );
  expect(await types(['--check'])).toEqual({ code: 0, stdout: '', stderr: '' });
  await writeSchema({ id: { type: 'string' } });
  expect(await types(['--check'])).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('src/types/employees.d.ts is not up to date\n'),
  });
});

test.each<[string, readonly string[], readonly string[], string]>([
  ['a folder that is not there', ['--schemas', 'none'], [], '[TOOL_INPUT]'],
  [
    'no package to write types with',
    [],
    WITHOUT_PACKAGE,
    'npm install --save-dev json-schema-to-typescript. [OPTIONAL_PACKAGE_MISSING]',
  ],
])('with %s the command fails and says so in one line', async (_title, args, flags, text) => {
  const { code, stdout, stderr } = await types(args, flags);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^error: .*$/m);
  expect(stderr).toContain(text);
});
