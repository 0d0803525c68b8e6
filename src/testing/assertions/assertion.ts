import { type RequiredOption, type RuleOption, reasonWithout, type SuiteRun } from './rule-needs.js';

/**
 * A rule for connectors: its number, its name, what it needs, and a function over messages that judges it. Numbers up to
 * 52 are rules of Airbyte's connector acceptance tests. It never runs a connector.
 */
export interface Assertion<Input> {
  /** Its number. */
  readonly id: string;
  /** Its name, in kebab case. */
  readonly name: string;
  readonly title: string;
  /** The runs of the connector that it looks at: all that the suite can make, or these. */
  readonly runs: readonly SuiteRun[] | 'all';
  /** The option without which it cannot be judged. */
  readonly requires?: RequiredOption;
  /** Options that change what it demands. */
  readonly uses?: readonly RuleOption[];
  /** It stands for its command: it is judged even if that failed and gave nothing to judge. */
  readonly isLead?: boolean;
  /** What it finds is a warning and fails nothing. */
  readonly isAdvisory?: boolean;
  /** Why it can never be judged here; then `check` is not called. */
  readonly unavailable?: string;
  /** What breaks the rule, empty when nothing does. Quotes names, never the values of records. */
  check(input: Input): readonly string[] | Findings;
}

/** What a rule found, where problems alone do not tell all. */
export interface Findings {
  readonly problems: readonly string[];
  /** What was left unjudged, and why. */
  readonly notes?: readonly string[];
  /** Why nothing could be judged; then there are no problems. */
  readonly notRun?: string;
}

/** What one rule found. */
export interface AssertionResult extends Findings {
  readonly id: string;
  readonly name: string;
  readonly title: string;
}

/**
 * Checks all of `assertions`.
 *
 * @example
 * checkAll(DISCOVERY_ASSERTIONS, { messages }).filter((result) => result.problems.length > 0) // []
 */
export function checkAll<Input>(assertions: readonly Assertion<Input>[], input: Input): AssertionResult[] {
  return assertions.map((assertion) => ({
    id: assertion.id,
    name: assertion.name,
    title: assertion.title,
    ...(assertion.unavailable === undefined ? toFindings(assertion.check(input)) : notRun(assertion.unavailable)),
  }));
}

/** A rule whose input has an option: judged if it is given. */
export function requiring<Input, Name extends RequiredOption & keyof Input>(
  name: Name,
  rule: Omit<Assertion<Input & Required<Pick<Input, Name>>>, 'requires'>,
): Assertion<Input> {
  const check = (input: Input) => (isGiven(input, name) ? rule.check(input) : notRun(reasonWithout(name)));
  return { ...rule, requires: name, check };
}

/** A switch that is off counts as not given. */
function isGiven<Input, Name extends keyof Input>(
  input: Input,
  name: Name,
): input is Input & Required<Pick<Input, Name>> {
  return input[name] !== undefined && input[name] !== false;
}

/** The findings of a rule that lacks what it needs. */
export function notRun(reason: string): Findings {
  return { problems: [], notRun: reason };
}

function toFindings(outcome: readonly string[] | Findings): Findings {
  return 'problems' in outcome ? outcome : { problems: outcome };
}
