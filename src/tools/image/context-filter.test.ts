import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createContextFilter } from './context-filter.js';

const isInContext = createContextFilter(readFileSync('.dockerignore', 'utf8'));

test.each([
  ...['package.json', 'package-lock.json', '.npmrc', 'LICENSE', 'tsconfig.build.json'],
  ...['src/cli/source-dap.ts', 'src/connector/source.ts', 'src/tools/build.mjs', 'schemas/users.json'],
  ...['src/cli/dap.ts', 'src/emulator/index.ts', 'facts/canvas/users.json'],
])('%s belongs to the build context', (path) => {
  expect(isInContext(path)).toBe(true);
});

test.each([
  ...['node_modules/zod/index.js', 'dist/index.js', '.git/config', '.env', 'README.md', 'demo/x.jsonl'],
  ...['src/errors.test.ts', 'src/dap/fake-service.test-helper.ts', 'src/emulator/testing/index.ts'],
  ...['src/cli/stream-cdk.ts', 'src/stream-cdk/index.ts', 'examples/helpdesk/package.json'],
  ...['src/tools/image/replay.ts', 'src/testing/index.ts', 'integration_tests/read/selection.test.ts'],
])('%s stays out of the build context', (path) => {
  expect(isInContext(path)).toBe(false);
});

test('the last pattern that meets a path decides', () => {
  const takes = createContextFilter('# note\na\n!a/b\na/b/*.log\n');
  expect(['a/x', 'a/b/x', 'a/b/x.log', 'c'].map(takes)).toEqual([false, true, false, true]);
});
