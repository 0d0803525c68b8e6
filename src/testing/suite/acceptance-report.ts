/** How a rule went; `not-run` if it could not be judged. */
export type Outcome = 'passed' | 'failed' | 'warned' | 'not-run';

/** How one rule went, in the report. */
export interface ReportedAssertion {
  /** Its number in Airbyte's list, or one beyond it. */
  readonly id: string;
  /** Its name, in kebab case. */
  readonly name: string;
  readonly title: string;
  readonly group: string;
  readonly outcome: Outcome;
  readonly problems: readonly string[];
  /** What was left unjudged in a rule that was judged otherwise. */
  readonly notes: readonly string[];
  /** Why it could not be judged. */
  readonly reason?: string;
}

/** What the acceptance suite found. */
export interface AcceptanceReport {
  /** Whether at least one chosen rule was judged, and no rule failed. */
  readonly hasPassed: boolean;
  /** Whether at least one chosen rule was judged; if not, each of `assertions` says why. */
  readonly isConclusive: boolean;
  readonly assertions: readonly ReportedAssertion[];
  /** How many commands of the connector were run. */
  readonly runs: number;
  readonly durationMs: number;
}
