import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { CheckSkippedReporter } from './src/tools/check-skipped-reporter.js';

/** Suites that take long: `npm run test:long` runs them, and CI as well. */
const LONG = [
  'integration_tests/acceptance-kit/**/*.test.ts',
  'integration_tests/cdk/{large,shop-suite}/**/*.test.ts',
  'integration_tests/cli/{faults,formats}.test.ts',
  'integration_tests/docs/{cdk-page,schemas-reference-page}.test.ts',
  'integration_tests/download-kill/**/*.test.ts',
  'integration_tests/examples/**/*.test.ts',
  'integration_tests/faults/**/*.test.ts',
  'integration_tests/library-hostile/**/*.test.ts',
  'integration_tests/limits/many-tables.test.ts',
];

/** Suites that work a database hard: `npm run test:databases` runs them, and CI as well. */
const DATABASES = [
  'integration_tests/cli-database/**/*.test.ts',
  'integration_tests/docs/{replication,sync}-page.test.ts',
  'integration_tests/sql/**/*.test.ts',
  'integration_tests/sql-{cuts,histories,suite}/**/*.test.ts',
  'integration_tests/sync/**/*.test.ts',
];

/** Most tests wait for a program or a timer now and then, so one worker would leave a machine of two cores half idle. */
const WORKERS = Math.max(2, availableParallelism() - 1);

/** What all tests of whole programs share. */
const PATIENT = { testTimeout: 120_000, hookTimeout: 120_000 };

/** Finds the database servers, or starts one. */
const SERVERS = { globalSetup: ['integration_tests/sql-support/sql-servers.setup.ts'] };

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: WORKERS,
    // What a test replaced is back before the next one, and before the next file of the same process.
    restoreMocks: true,
    unstubGlobals: true,
    reporters: ['default', new CheckSkippedReporter()],
    projects: [
      {
        extends: true,
        // A process for each file would load the same modules 200 times, which takes longer than the tests.
        test: { name: 'unit', include: ['src/**/*.test.ts'], isolate: false, unstubEnvs: true, testTimeout: 60_000 },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['integration_tests/**/*.test.ts'],
          exclude: [...LONG, ...DATABASES],
          ...PATIENT,
          ...SERVERS,
        },
      },
      { extends: true, test: { name: 'long', include: LONG, ...PATIENT } },
      { extends: true, test: { name: 'databases', include: DATABASES, ...PATIENT, ...SERVERS } },
    ],
    coverage: { provider: 'v8', include: ['src/**'], exclude: ['src/tools/**', 'src/**/*.test-d.ts'] },
  },
});
