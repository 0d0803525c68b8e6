import type { PackedFile } from './pack-project.js';

const NEEDED = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'package.json',
  'dist/index.js',
  'dist/index.d.ts',
  'dist/cdk/index.js',
  'dist/connector/specification.json',
  'dist/dap/index.js',
  'dist/emulator/index.js',
  'dist/testing/index.js',
  'docs/connector.md',
  'examples/employee-benefits/README.md',
  'facts/canvas/users.json',
  'schemas/users.json',
  'shared/timestamp.json',
  'templates/connector/_gitignore',
  'templates/connector/package.json',
  'templates/connector/src/main.ts',
  'templates/connector/test/source.test.ts',
] as const;
const PROGRAMS = ['dist/cli/source-dap.js', 'dist/cli/dap.js', 'dist/cli/stream-cdk.js'] as const;
const EXPECTED =
  /^(dist\/.+\.(js|d\.ts)|dist\/connector\/specification\.json|(facts|schemas|shared)\/.+\.json|docs\/[\w-]+\.md|[A-Z]+\.md|LICENSE|package\.json)$/;
const COMPLETE = /^(templates|examples)\/[\w-]+\/(?!(dist|node_modules)\/)/;
const UNWANTED = /^dist\/tools\/|\.(test|test-d|test-helper)\./;

/** Files that a packed package lacks, and files that it should not contain: tests, tools, notes of the compiler. */
export function findContentProblems(files: readonly PackedFile[]): readonly string[] {
  const modes = new Map(files.map(({ path, mode }) => [path, mode]));
  const missing = [...NEEDED, ...PROGRAMS].filter((path) => !modes.has(path)).map((path) => `${path} is missing.`);
  const dull = PROGRAMS.filter((path) => ((modes.get(path) ?? 0o111) & 0o111) === 0);
  const unwanted = files.filter(({ path }) => !COMPLETE.test(path) && (!EXPECTED.test(path) || UNWANTED.test(path)));
  return [
    ...missing,
    ...dull.map((path) => `${path} is not executable.`),
    ...unwanted.map(({ path }) => `${path} should not be in the package.`),
  ];
}
