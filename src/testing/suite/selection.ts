/** What the suite runs besides `spec`, and the numbers of the assertions that need it. */
const NEEDED_BY = {
  check: ['21'],
  discover: ['22', '23', '24', '25', '26', '27', '28', '29', '30', '31', '32', '49'],
  first: ['33', '34', '35', '36', '37', '38', '39', '40', '41', '42'],
  resumed: ['47', '56', '57'],
  verbose: ['61'],
  invalidRead: ['58'],
  impossible: ['43'],
  full: ['45'],
  future: ['48'],
  second: ['46'],
} as const;

/** A part of the suite that can be left out. */
export type SuitePart = keyof typeof NEEDED_BY;

/** What has to be run so that the assertions chosen can be judged; parts that others build on are run when asked for. */
export class Selection {
  readonly #only: ReadonlySet<string> | undefined;

  /** @param only - numbers; all when absent */
  constructor(only: readonly string[] | undefined) {
    this.#only = only === undefined ? undefined : new Set(only);
  }

  /** Whether the assertion is to be reported. Number 59 always is: a command that fails must not go unseen. */
  hasAssertion(id: string): boolean {
    return this.#only === undefined || this.#only.has(id) || id === '59';
  }

  /** Whether a part has to be run for its own sake. */
  needs(part: SuitePart): boolean {
    return this.#judgesEveryRun() || NEEDED_BY[part].some((id) => this.#only?.has(id));
  }

  /** Whether a read without state has to be run, for its own sake or that of those that build on it. */
  needsFirst(): boolean {
    return (['first', 'resumed', 'verbose', 'future', 'second'] as const).some((part) => this.needs(part));
  }

  /** Whether anything has to be read that `discover` tells of. */
  needsReads(): boolean {
    return this.needsFirst() || this.needs('invalidRead') || this.needs('full');
  }

  /** Rules on all runs are worth little without runs. */
  #judgesEveryRun(): boolean {
    return this.#only === undefined || ['53', '54', '55', '58', '59', '60'].some((id) => this.#only?.has(id));
  }
}
