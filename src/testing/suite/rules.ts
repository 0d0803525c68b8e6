import type { Assertion } from '../assertions/assertion.js';
import { BASIC_READ_ASSERTIONS, FAILING_READ_ASSERTIONS } from '../assertions/basic-read.js';
import { CONDUCT_ASSERTIONS } from '../assertions/conduct/conduct.js';
import { CONNECTION_ASSERTIONS } from '../assertions/connection.js';
import { DISCOVERY_ASSERTIONS } from '../assertions/discovery.js';
import { DOCUMENTATION_ASSERTIONS } from '../assertions/documentation.js';
import { FULL_REFRESH_ASSERTIONS } from '../assertions/full-refresh.js';
import { INCREMENTAL_ASSERTIONS } from '../assertions/incremental.js';
import { SPEC_ASSERTIONS } from '../assertions/spec/spec.js';
import type { GroupInputs } from './group-inputs.js';

/** The rules that look at the same things, under the heading of their group in a report. */
export interface RuleGroup<Input> {
  readonly heading: string;
  readonly rules: readonly Assertion<Input>[];
}

/** All rules, by what they look at. */
export const RULE_GROUPS: { readonly [Key in keyof GroupInputs]: RuleGroup<GroupInputs[Key]> } = {
  spec: { heading: 'spec', rules: SPEC_ASSERTIONS },
  connection: { heading: 'connection', rules: CONNECTION_ASSERTIONS },
  discovery: { heading: 'discovery', rules: DISCOVERY_ASSERTIONS },
  basicRead: { heading: 'basic read', rules: BASIC_READ_ASSERTIONS },
  failingRead: { heading: 'basic read', rules: FAILING_READ_ASSERTIONS },
  fullRefresh: { heading: 'full refresh', rules: FULL_REFRESH_ASSERTIONS },
  incremental: { heading: 'incremental', rules: INCREMENTAL_ASSERTIONS },
  documentation: { heading: 'documentation', rules: DOCUMENTATION_ASSERTIONS },
  conduct: { heading: "beyond Airbyte's list", rules: CONDUCT_ASSERTIONS },
};

/** What a rule says of itself: its number, name and title, and what it needs. */
export type AcceptanceRule = Omit<Assertion<never>, 'check'>;

/** Every rule of the acceptance suite, in the order of the numbers. */
export const ACCEPTANCE_RULES: readonly AcceptanceRule[] = Object.values(RULE_GROUPS)
  .flatMap(({ rules }): readonly AcceptanceRule[] => rules)
  .sort((a, b) => Number(a.id) - Number(b.id));

/** The rule of a number or a name. */
export function findRule(idOrName: string): AcceptanceRule | undefined {
  return ACCEPTANCE_RULES.find(({ id, name }) => id === idOrName || name === idOrName);
}
