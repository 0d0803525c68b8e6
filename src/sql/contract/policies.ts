/**
 * What happens to values that a database cannot hold. Whatever is chosen, the values are counted by column and told;
 * `fail` ends the table with `SQL_VALUE_REFUSED`. A key that cannot be held always does.
 */
export interface ValuePolicies {
  /** NaN and infinities where the column cannot hold them. Default `null`. */
  readonly nonFinite: 'null' | 'fail';
  /** The character NUL where the database cannot hold it. Default `remove`. */
  readonly nul: 'remove' | 'null' | 'fail';
  /** Instants and dates outside the years of the database. Default `null`. */
  readonly outOfRange: 'null' | 'fail';
  /** Texts longer than the column. Default `cut`. */
  readonly tooLong: 'cut' | 'null' | 'fail';
  /** Values that the enumeration of the column lacks. Default `unspecified`: `__dap_unspecified__` if it has that. */
  readonly unknownEnum: 'unspecified' | 'null' | 'fail';
  /** Values of another type than the column's. Default `null`. */
  readonly wrongType: 'null' | 'fail';
  /** `__dap_oversized_truncated__` in place of a text. Default `keep`. */
  readonly oversized: 'keep' | 'null';
}

/** What is counted by column. */
export type ValueFault =
  | 'non-finite'
  | 'nul'
  | 'out-of-range'
  | 'too-long'
  | 'unknown-enum'
  | 'wrong-type'
  | 'bad-json'
  | 'oversized'
  | 'unspecified'
  /** NULL was wanted where the column forbids it: its default, or the empty value of its type, was written. */
  | 'not-null';

/** How often one thing happened in one column. */
export interface ValueCount {
  readonly column: string;
  readonly fault: ValueFault;
  readonly count: number;
}

/** The defaults: every table loads. */
export const DEFAULT_POLICIES: ValuePolicies = {
  nonFinite: 'null',
  nul: 'remove',
  outOfRange: 'null',
  tooLong: 'cut',
  unknownEnum: 'unspecified',
  wrongType: 'null',
  oversized: 'keep',
};
