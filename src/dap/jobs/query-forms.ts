import { compareInstants, isInstant, microsecondsBefore } from '../instants.js';
import { MAX_SINCE_SHIFT } from '../limits.js';
import { MODES, type TableQuery } from '../wire.js';

/** What the caller knows about a query. */
export interface FormFacts {
  /**
   * `mode` makes no difference to the rows of this table: none of its columns is an object of a fixed shape. Known
   * anyway for JSON Lines and Parquet.
   */
  readonly modesAreEqual?: boolean | undefined;
}

/**
 * The service answers an identical query with the job that it made before, for 24 hours. A query whose answer is older
 * than what the caller knows must therefore be asked in another form that means the same:
 *
 * - with another `mode`, where that makes no difference to the rows;
 * - for changes in text formats with columns, from some microseconds earlier: rows of that instant may come once more,
 *   which who follows changes has to expect at a boundary anyway.
 */
export function countForms(query: TableQuery, facts: FormFacts = {}): number {
  return countModes(query, facts) * (isShiftable(query) ? MAX_SINCE_SHIFT + 1 : 1);
}

/**
 * Form number `form` of a query, from 0: first as it is, then with each mode, then with an earlier `since`.
 *
 * @example
 * formOf({ format: 'jsonl' }, 1) // { format: 'jsonl', mode: 'expanded' }
 */
export function formOf(query: TableQuery, form: number, facts: FormFacts = {}): TableQuery {
  const modes = countModes(query, facts);
  const number = form % countForms(query, facts);
  return withShift(withMode(query, number % modes, modes), Math.floor(number / modes));
}

/** True for a form that begins earlier than the query itself. */
export function isShifted(query: TableQuery, form: number, facts: FormFacts = {}): boolean {
  return form % countForms(query, facts) >= countModes(query, facts);
}

/** The number of the form of `query` that `asked` is; undefined where it is none. */
export function formNumber(query: TableQuery, asked: TableQuery, facts: FormFacts = {}): number | undefined {
  for (let form = 0; form < countForms(query, facts); form += 1) {
    if (isSameQuery(formOf(query, form, facts), asked)) return form;
  }
  return undefined;
}

function countModes({ format }: TableQuery, { modesAreEqual }: FormFacts): number {
  return modesAreEqual === true || format === 'jsonl' || format === 'parquet' ? MODES.length + 1 : 1;
}

function isShiftable(query: TableQuery): boolean {
  return (query.format === 'tsv' || query.format === 'csv') && 'since' in query && isInstant(query.since);
}

function withMode(query: TableQuery, number: number, modes: number): TableQuery {
  if (modes === 1) return query;
  const choices = [query.mode, ...MODES.filter((mode) => mode !== query.mode), undefined];
  const mode = [...new Set(choices)][number];
  const { mode: _own, ...rest } = query;
  return mode === undefined ? rest : { ...rest, mode };
}

function withShift(query: TableQuery, microseconds: number): TableQuery {
  if (microseconds === 0 || !('since' in query)) return query;
  return { ...query, since: microsecondsBefore(query.since, microseconds) };
}

function isSameQuery(a: TableQuery, b: TableQuery): boolean {
  return (
    a.format === b.format &&
    a.mode === b.mode &&
    isSameInstant(boundOf(a, 'since'), boundOf(b, 'since')) &&
    isSameInstant(boundOf(a, 'until'), boundOf(b, 'until'))
  );
}

function boundOf(query: TableQuery, name: 'since' | 'until'): string | undefined {
  return 'since' in query ? query[name] : undefined;
}

/** Two spellings of one instant are the same. */
export function isSameInstant(a: string | undefined, b: string | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && isInstant(a) && isInstant(b) && compareInstants(a, b) === 0);
}
