import { expect, test } from 'vitest';
import { findCircles } from './find-circles.test-helper.js';
import { findLayerProblems } from './find-layer-problems.test-helper.js';
import { readLayerTable } from './layer-table.test-helper.js';
import { readImports } from './read-imports.test-helper.js';

const table = readLayerTable();
const problemsOf = (file: string, code: string) => findLayerProblems(new Map([[file, readImports(file, code)]]), table);
const typeFrom = (path: string) => `export type { A } from '${path}';\n`;
const valueFrom = (path: string) => `import { a } from '${path}';\nexport const b = a;\n`;

test.each([
  ['util/a.ts', typeFrom('../protocol/x.js')],
  ['util/a.ts', valueFrom('zod')],
  ['util/a.ts', typeFrom('zod')],
  ['errors.ts', valueFrom('./util/x.js')],
  ['error-catalogue.ts', valueFrom('./errors.js')],
  ['protocol/a.ts', typeFrom('../cdk/stream.js')],
  ['schema/a.ts', typeFrom('../protocol/x.js')],
  ['schema/deep/a.ts', typeFrom('../../dap/index.js')],
  ['http/a.ts', typeFrom('../dap/wire.js')],
  ['dap/a.ts', typeFrom('../cdk/stream.js')],
  ['dap/a.ts', typeFrom('../protocol/x.js')],
  ['dap/a.ts', typeFrom('../emulator/index.js')],
  ['dap/a.ts', valueFrom('../shell/program.js')],
  ['cdk/read/a.ts', typeFrom('../../dap/index.js')],
  ['cdk/read/a.ts', typeFrom('../../connector/source.js')],
  ['cdk/a.ts', valueFrom('commander')],
  ['cdk/a.ts', valueFrom('ajv')],
  ['cdk/a.ts', valueFrom('./launch/launch.js')],
  ['cdk/launch/a.ts', valueFrom('undici')],
  ['connector/a.ts', typeFrom('../dap/job-runner.js')],
  ['connector/a.ts', typeFrom('../testing/index.js')],
  ['connector/a.ts', valueFrom('../cdk/launch/launch.js')],
  ['emulator/routes/a.ts', typeFrom('../../dap/index.js')],
  ['emulator/a.ts', valueFrom('../dap/wire.js')],
  ['emulator/a.ts', "import { type Job } from '../dap/wire.js';\nexport const a: Job[] = [];\n"],
  ['emulator/a.ts', valueFrom('undici')],
  ['emulator/a.ts', typeFrom('../http/transport.js')],
  ['emulator/routes/a.ts', typeFrom('../../http/transport.js')],
  ['emulator/a.ts', valueFrom('./testing/plain-client.js')],
  ['testing/a.ts', typeFrom('../connector/source.js')],
  ['testing/a.ts', typeFrom('../stream-cdk/program.js')],
  ['cli/a.ts', typeFrom('../testing/index.js')],
  ['cli/a.ts', valueFrom('undici')],
  ['stream-cdk/a.ts', typeFrom('../connector/source.js')],
  ['stream-cdk/a.ts', valueFrom('undici')],
])('%s may not hold %j', (file, code) => {
  expect(problemsOf(file, code)).toHaveLength(1);
});

test.each([
  ['util/a.ts', valueFrom('../errors.js')],
  ['protocol/a.ts', valueFrom('zod')],
  ['schema/deep/a.ts', valueFrom('ajv/dist/2020.js')],
  ['http/a.ts', valueFrom('undici')],
  ['dap/errors/a.ts', typeFrom('../../http/transport.js')],
  ['cdk/launch/a.ts', valueFrom('commander')],
  ['connector/a.ts', valueFrom('../dap/index.js')],
  ['emulator/a.ts', typeFrom('../dap/wire.js')],
  ['emulator/a.ts', valueFrom('./http/routes.js')],
  ['emulator/a.ts', "const SERVER: string = '@hono/node-server';\nexport const a = () => import(SERVER);\n"],
  ['stream-cdk/infer/a.ts', valueFrom('../../testing/index.js')],
  ['cli/a.ts', valueFrom('../emulator/index.js')],
  ['tools/a.ts', valueFrom('../testing/index.js')],
  ['dap/a.test.ts', valueFrom('../emulator/index.js')],
  ['dap/a.ts', "import { join } from 'node:path';\nexport const a = join('b');\n"],
])('%s may hold %j', (file, code) => {
  expect(problemsOf(file, code)).toEqual([]);
});

test.each([
  ['a static import', "import { a } from 'undici';\nexport const b = a;\n"],
  ['an import for its effect', "import 'undici';\n"],
  ['an import of a type', "import type { A } from 'undici';\nexport const b: A[] = [];\n"],
  ['a type written as an import', "export type A = import('undici').Agent;\n"],
  ['the type of a module', "export type A = typeof import('undici');\n"],
  ['a dynamic import', "export const load = () => import('undici');\n"],
  ['a dynamic import of a constant', "const NAME = 'undici';\nexport const load = () => import(NAME);\n"],
  ['a dynamic import of a template', 'export const load = () => import(`undici`);\n'],
  ['a computed import', 'export const load = (name: string) => import(name);\n'],
  ['a re-export', "export { Agent } from 'undici';\n"],
  ['a re-export of all', "export * from 'undici';\n"],
  ['a re-export of a type', "export type { Agent } from 'undici';\n"],
  ['an import by require', "import undici = require('undici');\nexport const b = undici;\n"],
  ['the way around: createRequire', "export { createRequire } from 'node:module';\n"],
  ['test code', "export { a } from './a.test-helper.js';\n"],
  ['the module process', "export { pid } from 'node:process';\n"],
  ['the module child_process', "export { spawn } from 'node:child_process';\n"],
  ['the global process', 'export const id = process.pid;\n'],
  [
    'the global process as an argument',
    'export const a = f(process);\nfunction f(of: { pid: number }) { return of.pid; }\n',
  ],
  ['the global process by globalThis', 'export const id = globalThis.process.pid;\n'],
  ['the global process in short', 'export const a = { process };\n'],
  ['the console', "console.log('x');\n"],
])('%s is seen', (_what, code) => {
  expect(problemsOf('dap/a.ts', code)).toHaveLength(1);
});

test.each([
  ['a member of that name', 'export const a = (b: { process: number }) => b.process;\n'],
  ['a property of that name', 'export const a = { console: 1 };\n'],
  ['a comment', '// process\nexport const a = 1; // console.log()\n'],
])('%s is not taken for a global', (_what, code) => {
  expect(problemsOf('dap/a.ts', code)).toEqual([]);
});

test('a folder that is not in the table may import nothing, and nobody may import it', () => {
  expect(problemsOf('fresh/a.ts', typeFrom('./b.js'))).toEqual([expect.stringContaining('src/layers.json')]);
  expect(problemsOf('fresh/a.ts', typeFrom('../util/json.js'))).toHaveLength(1);
  expect(problemsOf('cli/a.ts', typeFrom('../fresh/a.js'))).toEqual([expect.stringContaining('src/fresh'.slice(4))]);
  expect(problemsOf('tools/a.ts', typeFrom('../fresh/a.js'))).toHaveLength(1);
});

test('a circle of types is found, and one that a dynamic import closes', () => {
  const texts: readonly [string, string][] = [
    ['a.ts', "import type { B } from './deep/b.js';\nexport type A = B;\n"],
    ['deep/b.ts', "export type B = typeof import('../c.js');\n"],
    ['c.ts', "export const load = () => import('./a.js');\n"],
    ['d.ts', "import './a.js';\n"],
  ];
  const sources = new Map(texts.map(([file, text]) => [file, readImports(file, text)]));
  expect(findCircles(sources)).toEqual([['a.ts', 'c.ts', 'deep/b.ts']]);
});
