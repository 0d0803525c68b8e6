import { CodedError } from '../../errors.js';
import type { ValueCount, ValueFault, ValuePolicies } from '../contract/policies.js';

const FAULTS: readonly ValueFault[] = [
  'non-finite',
  'nul',
  'out-of-range',
  'too-long',
  'unknown-enum',
  'wrong-type',
  'bad-json',
  'oversized',
  'unspecified',
  'not-null',
];

/** Values that the database cannot hold, and the policy for each. */
const POLICIES = {
  'non-finite': 'nonFinite',
  nul: 'nul',
  'out-of-range': 'outOfRange',
  'too-long': 'tooLong',
  'unknown-enum': 'unknownEnum',
  'wrong-type': 'wrongType',
  'bad-json': 'wrongType',
} as const satisfies Partial<Record<ValueFault, keyof ValuePolicies>>;

type PolicyFault = keyof typeof POLICIES;

/** What is wrong with such a value, for messages. */
const MEANINGS: Readonly<Record<PolicyFault, string>> = {
  'non-finite': 'is not a finite number',
  nul: 'holds a character that the database cannot hold',
  'out-of-range': 'is outside the range of the column',
  'too-long': 'is longer than the column',
  'unknown-enum': 'is not in the enumeration of the column',
  'wrong-type': 'is of another type than the column',
  'bad-json': 'is not JSON that the database takes',
};

const NONE: readonly ValueCount[] = [];

/** What is done about the values of a column that the database cannot hold, and how many there were. */
export class ColumnRules {
  readonly policies: ValuePolicies;
  /** Values of a key are never altered. */
  readonly isKey: boolean;
  readonly #column: string;
  /** By fault: since the last drain, and in the call under way. */
  readonly #counts = new Map<ValueFault, number>();
  readonly #pending = new Map<ValueFault, number>();

  constructor(column: string, isKey: boolean, policies: ValuePolicies) {
    this.policies = policies;
    this.#column = column;
    this.isKey = isKey;
  }

  /** Counts what changes nothing. */
  count(fault: ValueFault): void {
    this.#pending.set(fault, (this.#pending.get(fault) ?? 0) + 1);
  }

  /**
   * Counts a value that cannot be written as it is, and tells what to do about it.
   *
   * @throws CodedError `SQL_VALUE_REFUSED` when the policy is to fail, or it is a key.
   */
  report(fault: PolicyFault): string {
    const policy = this.policies[POLICIES[fault]];
    if (policy === 'fail' || this.isKey) throw this.#refusal(fault);
    this.count(fault);
    return policy;
  }

  /** Reports a value that can only become NULL. Throws as `report` does. */
  drop(fault: PolicyFault): null {
    this.report(fault);
    return null;
  }

  /** Forgets, or keeps, what was counted since the last `settle`. */
  settle(keeps: boolean): void {
    if (this.#pending.size === 0) return;
    if (keeps)
      for (const [fault, count] of this.#pending) this.#counts.set(fault, (this.#counts.get(fault) ?? 0) + count);
    this.#pending.clear();
  }

  drain(): readonly ValueCount[] {
    // Called for every column of every chunk, and hardly ever is there anything.
    if (this.#counts.size === 0) return NONE;
    const counts = FAULTS.flatMap((fault) => {
      const count = this.#counts.get(fault);
      return count === undefined ? [] : [{ column: this.#column, fault, count }];
    });
    this.#counts.clear();
    return counts;
  }

  #refusal(fault: PolicyFault): CodedError {
    const value = this.isKey ? 'A value of the key column' : 'A value of the column';
    return new CodedError('SQL_VALUE_REFUSED', {
      message: `${value} ${this.#column} ${MEANINGS[fault]}.`,
      details: { column: this.#column, fault },
    });
  }
}
