import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { TestModule } from 'vitest/node';
import type { Reporter } from 'vitest/reporters';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
/** Test data beside the checkout; without it the tests that read it may skip themselves. */
const conformanceFolder = join(root, '..', 'shared', 'conformance');

/** Ends a run with one plain line of counts, and fails a run of the build server that left a test out. */
export class CheckSkippedReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    const failed =
      count('failed') + modules.filter((module) => module.state() === 'failed' && hasNoFailedTest(module)).length;
    const skipped = tests.filter((test) => test.result().state === 'skipped');
    for (const test of skipped) process.stdout.write(`skipped: ${test.module.relativeModuleId} > ${test.fullName}\n`);
    if (skipped.length > 0 && process.env['CI'] === 'true' && existsSync(conformanceFolder)) {
      process.stdout.write('A test that is skipped proves nothing: the run counts as failed.\n');
      process.exitCode = 1;
    }
    const parts = [
      `${count('passed')} passed`,
      `${failed + unhandledErrors.length} failed`,
      `${skipped.length} skipped`,
    ];
    process.stdout.write(`\n${parts.join(', ')}\n`);
  }
}

/** A file that cannot even be loaded fails without a failed test in it. */
function hasNoFailedTest(module: TestModule): boolean {
  return ![...module.children.allTests()].some((test) => test.result().state === 'failed');
}
