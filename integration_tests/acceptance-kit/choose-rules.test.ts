import { expect, test } from 'vitest';
import { COMMAND, CONFIG, runTest } from './run-stream-cdk-test.js';

test.concurrent.each<[string, string, RegExp]>([
  ['63', '', /✓ 63 counts are written with a decimal point \[counts-with-decimal-point\]\n/],
  ['state-before-end', '', /✓ 62 no state comes after the end of its stream \[state-before-end\]\n/],
  ['62', 'a state after COMPLETE', /! 62 .*\n {7}orders: a STATE comes after COMPLETE/],
])('--only %s reads from a source (%s) what the rule needs', async (rules, fault, line) => {
  const run = await runTest([...COMMAND, ...CONFIG, '--only', rules, '--resumes', '1'], { fault });
  expect(run.stdout).toMatch(line);
  expect(run.stderr).toContain(' first read\n');
  expect(run.code).toBe(0);
});

test.concurrent.each<[string, RegExp]>([
  ['40', /could be judged: 40 needs records to look for \(--expect-records\)\.\n$/],
  [
    'spec-compatible,52',
    /could be judged: 20 needs .* \(--previous-spec\); 52 needs the page for users \(--docs\)\.\n$/,
  ],
  ['18', /could be judged: 18 there is no image/],
])('ends with 1 if nothing of --only %s can be judged, and names the option', async (rules, end) => {
  const run = await runTest([...COMMAND, ...CONFIG, '--only', rules]);
  expect(run.stdout).toMatch(end);
  expect(run.stderr).not.toContain('discover');
  expect(run.code).toBe(1);
});
