const BEGIN = /^\s*BEGIN\b/i;
const END = /^\s*(COMMIT|ROLLBACK)\b/i;
const READ = /^\s*(SELECT|WITH|FROM|EXPLAIN)\b/i;

/** Whether a connection has begun a transaction, by the statements that it ran. */
export class TransactionState {
  #isOpen = false;

  /** True when a statement may write the file out: it ends a transaction, or it writes and is a transaction by itself. */
  mayCommit(sql: string): boolean {
    if (END.test(sql)) return true;
    return !this.#isOpen && !BEGIN.test(sql) && !READ.test(sql);
  }

  /** A statement was run, with or without success. */
  ran(sql: string): void {
    if (BEGIN.test(sql)) this.#isOpen = true;
    if (END.test(sql)) this.#isOpen = false;
  }
}
