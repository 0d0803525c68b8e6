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
  /** The rule that must speak; undefined where the linter must be content. */
  readonly rule?: string;
}

const imports = 'noRestrictedImports';
const refused = (file: string, code: string, rule = imports): Case => ({ file, code, rule });
const accepted = (file: string, code: string): Case => ({ file, code });
const typeFrom = (path: string) => `export type { A } from '${path}';\n`;
const valueFrom = (path: string) => `import { a } from '${path}';\nexport const b = a;\n`;
const longFunction = `export function long(): number {\n  let sum = 0;\n${'  sum += 1;\n'.repeat(60)}  return sum;\n}\n`;

const cases: readonly Case[] = [
  refused('src/util/a1.ts', typeFrom('../protocol/x.js')),
  refused('src/util/a2.ts', valueFrom('zod')),
  refused('src/util/a3.ts', typeFrom('zod')),
  accepted('src/util/a5.ts', valueFrom('../errors.js')),
  refused('src/errors.ts', valueFrom('./util/x.js')),
  accepted('src/error-catalogue.ts', 'export const a = 1;\n'),
  refused('src/protocol/b1.ts', typeFrom('../cdk/stream.js')),
  accepted('src/protocol/b2.ts', valueFrom('zod')),
  refused('src/schema/c1.ts', typeFrom('../protocol/x.js')),
  refused('src/schema/deep/c2.ts', typeFrom('../../dap/index.js')),
  accepted('src/schema/deep/c3.ts', valueFrom('ajv/dist/2020.js')),
  refused('src/http/d1.ts', typeFrom('../dap/wire.js')),
  accepted('src/http/d2.ts', valueFrom('undici')),
  refused('src/dap/e1.ts', typeFrom('../cdk/stream.js')),
  refused('src/dap/e2.ts', typeFrom('../protocol/x.js')),
  refused('src/dap/e3.ts', "export const load = () => import('undici');\n"),
  refused('src/dap/e4.ts', typeFrom('../emulator/index.js')),
  accepted('src/dap/errors/e5.ts', typeFrom('../../http/transport.js')),
  refused('src/cdk/read/f1.ts', typeFrom('../../dap/index.js')),
  refused('src/cdk/read/f2.ts', typeFrom('../../connector/source.js')),
  refused('src/cdk/f3.ts', valueFrom('commander')),
  refused('src/cdk/f4.ts', valueFrom('ajv')),
  accepted('src/cdk/launch/f5.ts', valueFrom('commander')),
  refused('src/cdk/launch/f6.ts', valueFrom('undici')),
  refused('src/connector/g1.ts', typeFrom('../dap/job-runner.js')),
  refused('src/connector/g2.ts', typeFrom('../testing/index.js')),
  accepted('src/connector/g3.ts', valueFrom('../dap/index.js')),
  refused('src/emulator/routes/h1.ts', typeFrom('../../dap/index.js')),
  refused('src/emulator/h2.ts', valueFrom('../dap/wire.js')),
  refused('src/emulator/h3.ts', valueFrom('undici')),
  refused('src/emulator/h4.ts', typeFrom('../http/transport.js')),
  refused('src/emulator/routes/h5.ts', typeFrom('../../http/transport.js')),
  accepted('src/emulator/h6.ts', "export type { Job } from '../dap/wire.js';\n"),
  accepted('src/emulator/h7.ts', valueFrom('./http/routes.js')),
  refused('src/testing/i1.ts', typeFrom('../connector/source.js')),
  refused('src/cli/j1.ts', typeFrom('../testing/index.js')),
  refused('src/cli/j2.ts', valueFrom('zod')),
  accepted('src/cli/j3.ts', valueFrom('../emulator/index.js')),
  accepted('src/cli/j4.ts', valueFrom('../stream-cdk/program.js')),
  refused('src/testing/i2.ts', typeFrom('../stream-cdk/program.js')),
  refused('src/stream-cdk/p1.ts', typeFrom('../connector/source.js')),
  refused('src/stream-cdk/p2.ts', valueFrom('undici')),
  accepted('src/stream-cdk/infer/p3.ts', valueFrom('../../testing/index.js')),
  accepted('src/tools/k1.ts', valueFrom('../testing/index.js')),
  refused('src/dap/l1.ts', valueFrom('./l1.test-helper.js')),
  accepted('src/dap/l2.test.ts', valueFrom('../emulator/index.js')),
  refused('src/dap/m1.ts', 'export const id = process.pid;\n', 'noRestrictedGlobals'),
  refused('src/dap/m2.ts', "export { pid } from 'node:process';\n"),
  refused('src/dap/m3.ts', "console.log('x');\nexport const a = 1;\n", 'noConsole'),
  accepted('src/cli/m4.ts', "console.error('x');\nexport const id = process.pid;\n"),
  accepted('src/cdk/launch/m5.ts', 'export const id = process.pid;\n'),
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
