/** How an assertion went. */
export type Outcome = 'passed' | 'failed' | 'warned' | 'not-run';

/** How one assertion went, in the report. */
export interface ReportedAssertion {
  /** Its number in Airbyte's list, or one beyond it. */
  readonly id: string;
  readonly title: string;
  readonly group: string;
  readonly outcome: Outcome;
  readonly problems: readonly string[];
  /** What was left unjudged in an assertion that was run. */
  readonly notes: readonly string[];
  /** Why it was not run. */
  readonly reason?: string;
}

/** What the acceptance suite found. */
export interface AcceptanceReport {
  /** Whether all that was run holds. */
  readonly hasPassed: boolean;
  readonly assertions: readonly ReportedAssertion[];
  /** How many commands of the connector were run. */
  readonly runs: number;
  readonly durationMs: number;
}
