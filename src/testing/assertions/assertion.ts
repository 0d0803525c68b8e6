/**
 * A rule of Airbyte's connector acceptance tests as a function over messages, under the number that this
 * project gives it.
 */
export interface Assertion<Input> {
  readonly id: string;
  readonly title: string;
  /** What breaks the rule, empty when nothing does. Quotes names, never the values of records. */
  check(input: Input): string[];
}

/** How one assertion went. */
export interface AssertionResult {
  readonly id: string;
  readonly title: string;
  readonly problems: readonly string[];
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
    problems: assertion.check(input),
  }));
}
