import { errorText } from '../../errors.js';
import { type Assertion, checkAll, type Findings, notRun } from '../assertions/assertion.js';
import type { Outcome, ReportedAssertion } from './acceptance-report.js';
import type { Given } from './evidence.js';
import type { GivenInputs, GroupInputs } from './group-inputs.js';
import { RULE_GROUPS, type RuleGroup } from './rules.js';
import type { Selection } from './selection.js';

/** Judges every rule that is to be reported, in the order of their numbers. */
export function judge(inputs: GivenInputs, selection: Selection): ReportedAssertion[] {
  const keys = Object.keys(RULE_GROUPS) as readonly (keyof GroupInputs)[];
  return keys.flatMap((key) => judgeGroup(key, inputs, selection)).sort((a, b) => Number(a.id) - Number(b.id));
}

function judgeGroup<Key extends keyof GroupInputs>(
  key: Key,
  inputs: GivenInputs,
  selection: Selection,
): ReportedAssertion[] {
  const { heading, rules }: RuleGroup<GroupInputs[Key]> = RULE_GROUPS[key];
  const input: Given<GroupInputs[Key]> = inputs[key];
  return rules
    .filter(({ id }) => selection.isReported(id))
    .map((rule) => toReported(heading, rule, judgeOne(rule, input, selection.obstacle(rule))));
}

/** Output of a broken connector must never end the suite: if a rule cannot handle it, that is a problem of this rule. */
function judgeOne<Input>(assertion: Assertion<Input>, input: Given<Input>, obstacle: string | undefined): Findings {
  if (obstacle !== undefined) return notRun(obstacle);
  const value = 'value' in input ? input.value : assertion.isLead === true ? input.failed : undefined;
  if (value === undefined) return notRun('missing' in input ? input.missing : 'nothing given');
  try {
    const [result] = checkAll([assertion], value);
    return result ?? notRun('not judged');
  } catch (error) {
    return { problems: [`this could not be judged: ${errorText(error)}`] };
  }
}

function toReported<Input>(
  group: string,
  { id, name, title, isAdvisory }: Assertion<Input>,
  { problems, notes = [], notRun: reason }: Findings,
): ReportedAssertion {
  const outcome: Outcome =
    reason !== undefined ? 'not-run' : problems.length === 0 ? 'passed' : isAdvisory === true ? 'warned' : 'failed';
  return { id, name, title, group, outcome, problems, notes, ...(reason === undefined ? {} : { reason }) };
}
