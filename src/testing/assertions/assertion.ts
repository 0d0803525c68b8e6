/**
 * A rule of Airbyte's connector acceptance tests as a function over messages, under the number that this
 * project gives it. It never runs a connector.
 */
export interface Assertion<Input> {
  readonly id: string;
  readonly title: string;
  /** It stands for its command: it is judged as well where that failed and gave nothing to judge. */
  readonly isLead?: boolean;
  /** What it finds is a warning and fails nothing. */
  readonly isAdvisory?: boolean;
  /** Why it can never be judged here; then `check` is not called. */
  readonly unavailable?: string;
  /** What breaks the rule, empty when nothing does. Quotes names, never the values of records. */
  check(input: Input): readonly string[] | Findings;
}

/** What an assertion found, where problems alone do not tell all. */
export interface Findings {
  readonly problems: readonly string[];
  /** What was left unjudged, and why. */
  readonly notes?: readonly string[];
  /** Why nothing could be judged; then there are no problems. */
  readonly notRun?: string;
}

/** How one assertion went. */
export interface AssertionResult extends Findings {
  readonly id: string;
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
    title: assertion.title,
    ...(assertion.unavailable === undefined ? toFindings(assertion.check(input)) : notRun(assertion.unavailable)),
  }));
}

/** The findings of an assertion that lacks what it needs. */
export function notRun(reason: string): Findings {
  return { problems: [], notRun: reason };
}

function toFindings(outcome: readonly string[] | Findings): Findings {
  return 'problems' in outcome ? outcome : { problems: outcome };
}
