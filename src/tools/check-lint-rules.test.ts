import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

interface Case {
  readonly file: string;
  readonly code: string;
  /** The rule that must refuse it; undefined if the linter must accept it. */
  readonly rule?: string;
}

const refused = (file: string, code: string, rule: string): Case => ({ file, code, rule });
const accepted = (file: string, code: string): Case => ({ file, code });
const longFunction = `export function long(): number {\n  let sum = 0;\n${'  sum += 1;\n'.repeat(60)}  return sum;\n}\n`;

const cases: readonly Case[] = [
  refused('src/dap/n1.ts', 'export const a = (b: any) => b;\n', 'noExplicitAny'),
  refused('src/dap/n2.ts', 'export default 1;\n', 'noDefaultExport'),
  refused('src/dap/n3.ts', "export * from './wire.js';\n", 'noReExportAll'),
  refused('src/dap/n4.ts', 'export enum A { B }\n', 'noEnum'),
  refused('src/dap/notKebab.ts', 'export const a = 1;\n', 'useFilenamingConvention'),
  refused('src/dap/n5.ts', longFunction, 'noExcessiveLinesPerFunction'),
  accepted('src/dap/n6.test.ts', longFunction),
  refused('src/dap/n7.ts', 'const f = async () => 1;\nexport const g = () => {\n  f();\n};\n', 'noFloatingPromises'),
  refused('src/dap/n8.test.ts', "import { test } from 'vitest';\ntest.only('x', () => {});\n", 'noFocusedTests'),
  refused('src/dap/n9.test.ts', "import { test } from 'vitest';\ntest.skip('x', () => {});\n", 'noSkippedTests'),
  refused('src/dap/o1.ts', "import { b } from './o2.js';\nexport const a = () => b;\n", 'noImportCycles'),
  refused('src/dap/o2.ts', "import { a } from './o1.js';\nexport const b = () => a;\n", 'noImportCycles'),
];

let folder = '';
let heard: ReadonlyMap<string, readonly string[]> = new Map();

/** One run of the linter over all cases; its annotations name the rule and the file. */
async function lint(cwd: string): Promise<string> {
  const program = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
  const flags = ['lint', '--reporter=github', '--max-diagnostics=none', '--vcs-enabled=false', 'src'];
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...flags], { cwd }, (_error, stdout) => resolve(stdout));
  });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lint-rules-'));
  for (const file of ['biome.json', 'package.json']) await copyFile(join(root, file), join(folder, file));
  for (const { file, code } of cases) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), code);
  }
  const rules = new Map<string, string[]>();
  for (const [, rule = '', file = ''] of (await lint(folder)).matchAll(/title=lint\/\w+\/(\w+),file=([^,]+),/g)) {
    const path = file.slice(file.indexOf('src/'));
    rules.set(path, [...(rules.get(path) ?? []), rule]);
  }
  heard = rules;
}, 60_000);

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

test.each(cases.filter(({ rule }) => rule !== undefined))('the linter refuses $file by $rule', ({ file, rule }) => {
  expect(heard.get(file)).toContain(rule);
});

test.each(cases.filter(({ rule }) => rule === undefined))('the linter accepts $file', ({ file }) => {
  expect(heard.get(file) ?? []).toEqual([]);
});
