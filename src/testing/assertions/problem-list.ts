/**
 * Collects problems of a great many records or lines: equal ones are counted, not kept.
 *
 * @example
 * const problems = new ProblemList();
 * problems.add('users: no key', 'line 1');
 * problems.add('users: no key', 'line 7');
 * problems.texts() // ['users: no key (line 1, and 1 more)']
 */
export class ProblemList {
  readonly #first = new Map<string, { readonly place: string; count: number }>();

  /** Counts `problem`; only the first `place` is reported. */
  add(problem: string, place = ''): void {
    const known = this.#first.get(problem);
    if (known === undefined) this.#first.set(problem, { place, count: 1 });
    else known.count += 1;
  }

  /** One text a problem, in the order of their first appearance. */
  texts(): string[] {
    return [...this.#first].map(([problem, { place, count }]) => {
      const more = count > 1 ? `and ${count - 1} more` : '';
      const where = [place, more].filter((part) => part !== '').join(', ');
      return where === '' ? problem : `${problem} (${where})`;
    });
  }
}
