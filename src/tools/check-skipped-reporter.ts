import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { TestCase, TestModule } from 'vitest/node';
import type { Reporter } from 'vitest/reporters';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
/** Test data beside the checkout; without it the tests that read it may skip themselves, with such a reason. */
const DATA_FOLDER = join(root, '..', 'shared', 'conformance');
const WITHOUT_DATA = /is not beside this repository$/;

/** Ends a run with one plain line of counts, and fails a run of the build server that left a test out. */
export class CheckSkippedReporter implements Reporter {
  readonly #hasData: boolean;

  /** @param dataFolder - where test data may be beside the checkout. */
  constructor(dataFolder = DATA_FOLDER) {
    this.#hasData = existsSync(dataFolder);
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    const failed =
      count('failed') + modules.filter((module) => module.state() === 'failed' && hasNoFailedTest(module)).length;
    const skipped = tests.filter((test) => test.result().state === 'skipped');
    for (const test of skipped) {
      const reason = reasonOf(test) === undefined ? '' : ` (${reasonOf(test)})`;
      process.stdout.write(`skipped: ${test.module.relativeModuleId} > ${test.fullName}${reason}\n`);
    }
    if (process.env['CI'] === 'true' && skipped.some((test) => this.#hasData || !isForLackOfData(test))) {
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

function reasonOf(test: TestCase): string | undefined {
  const result = test.result();
  return result.state === 'skipped' ? result.note : undefined;
}

function isForLackOfData(test: TestCase): boolean {
  return WITHOUT_DATA.test(reasonOf(test) ?? '');
}

/** A file that cannot even be loaded fails without a failed test in it. */
function hasNoFailedTest(module: TestModule): boolean {
  return ![...module.children.allTests()].some((test) => test.result().state === 'failed');
}
