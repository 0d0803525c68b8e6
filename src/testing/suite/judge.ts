import { errorText } from '../../errors.js';
import { type Assertion, type AssertionResult, checkAll, notRun } from '../assertions/assertion.js';
import { BASIC_READ_ASSERTIONS, FAILING_READ_ASSERTIONS } from '../assertions/basic-read.js';
import { CONDUCT_ASSERTIONS } from '../assertions/conduct/conduct.js';
import { CONNECTION_ASSERTIONS } from '../assertions/connection.js';
import { DISCOVERY_ASSERTIONS } from '../assertions/discovery.js';
import { DOCUMENTATION_ASSERTIONS } from '../assertions/documentation.js';
import { FULL_REFRESH_ASSERTIONS } from '../assertions/full-refresh.js';
import { INCREMENTAL_ASSERTIONS } from '../assertions/incremental.js';
import { SPEC_ASSERTIONS } from '../assertions/spec/spec.js';
import type { Outcome, ReportedAssertion } from './acceptance-report.js';
import type { Given } from './evidence.js';
import type { GroupInputs } from './group-inputs.js';
import type { Selection } from './selection.js';

/** Judges every chosen assertion, in the order of their numbers. */
export function judge(inputs: GroupInputs, selection: Selection): ReportedAssertion[] {
  const judgeGroup = <Input>(group: string, assertions: readonly Assertion<Input>[], input: Given<Input>) =>
    assertions
      .filter(({ id }) => selection.hasAssertion(id))
      .map((assertion) => toReported(group, assertion, judgeOne(assertion, input)));
  return [
    ...judgeGroup('spec', SPEC_ASSERTIONS, inputs.spec),
    ...judgeGroup('connection', CONNECTION_ASSERTIONS, inputs.connection),
    ...judgeGroup('discovery', DISCOVERY_ASSERTIONS, inputs.discovery),
    ...judgeGroup('basic read', BASIC_READ_ASSERTIONS, inputs.basicRead),
    ...judgeGroup('basic read', FAILING_READ_ASSERTIONS, inputs.failingRead),
    ...judgeGroup('full refresh', FULL_REFRESH_ASSERTIONS, inputs.fullRefresh),
    ...judgeGroup('incremental', INCREMENTAL_ASSERTIONS, inputs.incremental),
    ...judgeGroup('documentation', DOCUMENTATION_ASSERTIONS, inputs.documentation),
    ...judgeGroup("beyond Airbyte's list", CONDUCT_ASSERTIONS, inputs.conduct),
  ].sort((a, b) => Number(a.id) - Number(b.id));
}

/** Output of a broken connector must never end the suite: what a rule cannot cope with is a problem of that rule. */
function judgeOne<Input>(assertion: Assertion<Input>, input: Given<Input>): Omit<AssertionResult, 'id' | 'title'> {
  const value = 'value' in input ? input.value : assertion.isLead === true ? input.failed : undefined;
  if (value === undefined)
    return notRun(assertion.unavailable ?? ('missing' in input ? input.missing : 'nothing given'));
  try {
    const [result] = checkAll([assertion], value);
    return result ?? notRun('not judged');
  } catch (error) {
    return { problems: [`this could not be judged: ${errorText(error)}`] };
  }
}

function toReported<Input>(
  group: string,
  { id, title, isAdvisory }: Assertion<Input>,
  { problems, notes = [], notRun: reason }: Omit<AssertionResult, 'id' | 'title'>,
): ReportedAssertion {
  const outcome: Outcome =
    reason !== undefined ? 'not-run' : problems.length === 0 ? 'passed' : isAdvisory === true ? 'warned' : 'failed';
  return { id, title, group, outcome, problems, notes, ...(reason === undefined ? {} : { reason }) };
}
