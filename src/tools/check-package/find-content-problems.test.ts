import { expect, test } from 'vitest';
import { findContentProblems } from './find-content-problems.js';

const needed = [
  ...[
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'package.json',
    'docs/connector.md',
    'examples/employee-benefits/README.md',
    'facts/canvas/users.json',
    'schemas/users.json',
    'shared/timestamp.json',
  ],
  ...[
    'dist/index.js',
    'dist/index.d.ts',
    'dist/cdk/index.js',
    'dist/connector/specification.json',
    'dist/dap/index.js',
    'dist/emulator/index.js',
  ],
  ...['dist/testing/index.js', 'dist/cli/source-dap.js', 'dist/cli/dap.js', 'dist/cli/stream-cdk.js'],
  ...['_gitignore', 'package.json', 'src/main.ts', 'test/source.test.ts'].map((path) => `templates/connector/${path}`),
].map((path) => ({ path, mode: 0o755 }));

test('a package with what users need has no problem', () => {
  expect(findContentProblems(needed)).toEqual([]);
});

test('a missing file is named', () => {
  expect(findContentProblems(needed.filter(({ path }) => path !== 'LICENSE'))).toEqual(['LICENSE is missing.']);
});

test('a program that cannot be executed is named', () => {
  const files = needed.map((file) => (file.path === 'dist/cli/dap.js' ? { ...file, mode: 0o644 } : file));
  expect(findContentProblems(files)).toEqual(['dist/cli/dap.js is not executable.']);
});

test.each([
  ...['dist/.tsbuildinfo', 'dist/.stamp', 'dist/tools/build.js', 'dist/dap/x.test.js', 'src/index.ts', '.npmrc'],
  ...['templates/connector/dist/src/main.js', 'templates/connector/node_modules/zod/index.js', 'templates/x.ts'],
  ...['examples/employee-benefits/dist/src/main.js', 'docs/decisions/one.md', 'integration_tests/x.ts'],
])('%s does not belong in the package', (path) => {
  expect(findContentProblems([...needed, { path, mode: 0o644 }])).toEqual([`${path} should not be in the package.`]);
});
