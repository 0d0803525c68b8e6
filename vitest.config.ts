import { defineConfig } from 'vitest/config';
import { CheckSkippedReporter } from './src/tools/check-skipped-reporter.js';

export default defineConfig({
  test: {
    pool: 'forks',
    reporters: ['default', new CheckSkippedReporter()],
    projects: [
      { extends: true, test: { name: 'unit', include: ['src/**/*.test.ts'], testTimeout: 20_000 } },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['integration_tests/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
    coverage: { provider: 'v8', include: ['src/**'], exclude: ['src/tools/**', 'src/**/*.test-d.ts'] },
  },
});
