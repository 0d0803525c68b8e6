import { expect, test } from 'vitest';
import { SUITE_RUNS, type SuiteRun } from '../assertions/rule-needs.js';
import type { AcceptanceOptions } from './acceptance-options.js';
import { Selection } from './selection.js';

const RUNS = Object.keys(SUITE_RUNS) as SuiteRun[];
const OPTIONS: AcceptanceOptions = { command: ['source'], config: {} };
const runsFor = (only: string[], options: Partial<AcceptanceOptions> = {}) => {
  const selection = new Selection({ ...OPTIONS, only, ...options });
  return RUNS.filter((run) => selection.needs(run));
};

test.each<[string, string[], Partial<AcceptanceOptions>, SuiteRun[]]>([
  ['a rule of spec', ['1'], {}, ['spec']],
  ['a rule of the first read', ['33'], {}, ['discover', 'first']],
  ['the same with a catalog', ['33'], { catalog: { streams: [] } }, ['first']],
  ['a rule by its name', ['incremental-state-moves'], {}, ['discover', 'first', 'resumed']],
  ['a rule that lacks its option', ['39', '40', '52'], {}, []],
  ['a rule that has it', ['40'], { expectedRecords: [] }, ['discover', 'first']],
  ['a rule for which metadata are enough', ['50'], { metadata: {} }, []],
  ['a rule that is never judged', ['18'], {}, []],
  ['a rule over all runs', ['63'], {}, RUNS],
])('what has to be run for %s', (_title, only, options, expected) => {
  expect(runsFor(only, options)).toEqual(expected);
});

test('all rules are chosen without a choice, and 59 is reported with any', () => {
  const all = new Selection(OPTIONS);
  expect(RUNS.every((run) => all.needs(run))).toBe(true);
  const one = new Selection({ ...OPTIONS, only: ['1'] });
  expect(['1', '2', '59'].map((id) => [one.isChosen(id), one.isReported(id)])).toEqual([
    [true, true],
    [false, false],
    [false, true],
  ]);
});

test('a rule that does not exist is refused', () => {
  expect(() => new Selection({ ...OPTIONS, only: ['1', '99'] })).toThrow(
    expect.objectContaining({ code: 'TOOL_INPUT', message: expect.stringContaining('no acceptance rule 99') }),
  );
});
