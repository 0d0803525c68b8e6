/**
 * What a rule can look at: the runs that the suite makes of a connector, and the options that its user can give. A rule
 * names what it needs of both; from that follow what the suite has to run, and what it says where something is missing.
 */

/** The runs that the suite can make, and what the documentation calls them. */
export const SUITE_RUNS = {
  spec: '`spec`',
  check: '`check`',
  discover: '`discover`',
  first: 'a first read',
  resumed: 'reads from its states',
  verbose: 'a read of odd inputs',
  invalidRead: 'a read of the invalid config',
  impossible: 'a read of an impossible catalog',
  full: 'two full reads',
  future: 'a read from a future state',
  second: 'a second read',
} as const;

/** One of the runs of {@link SUITE_RUNS}. */
export type SuiteRun = keyof typeof SUITE_RUNS;

/** The options of the suite that concern single rules, with their flags on the command line. */
export const RULE_OPTIONS = {
  invalidConfig: '--invalid-config',
  expectedSpec: '--spec',
  previousSpec: '--previous-spec',
  previousCatalog: '--previous-catalog',
  emptyStreams: '--empty-streams',
  expectedRecords: '--expect-records',
  fillAllColumns: '--fill-all-columns',
  allowExtraColumns: '--allow-extra-columns',
  ignoredFields: '--ignore-fields',
  between: '--between',
  lookbackDays: '--lookback-days',
  futureState: '--future-state',
  maxResumes: '--resumes',
  metadata: '--metadata',
  docs: '--docs',
  streamsWithoutKey: '--streams-without-primary-key',
} as const;

/** One of the options of {@link RULE_OPTIONS}, by its name in the options of the suite. */
export type RuleOption = keyof typeof RULE_OPTIONS;

/** What a rule says without an option that it cannot do without. */
const REASONS = {
  expectedSpec: 'needs the file that spec answers with',
  previousSpec: 'needs the specification of the version in use',
  previousCatalog: 'needs the catalog of the version in use',
  expectedRecords: 'needs records to look for',
  fillAllColumns: 'judged on demand only',
  metadata: 'needs the metadata of the connector',
  docs: 'needs the page for users',
} as const satisfies Partial<Record<RuleOption, string>>;

/** An option that some rule cannot do without. */
export type RequiredOption = keyof typeof REASONS;

/**
 * Why a rule cannot be judged without an option.
 *
 * @example
 * reasonWithout('docs') // 'needs the page for users (--docs)'
 */
export function reasonWithout(option: RequiredOption): string {
  return `${REASONS[option]} (${RULE_OPTIONS[option]})`;
}
