import { MODES, type TableQuery } from '../wire.js';

/**
 * The service answers an identical query with the job that it made before, for 24 hours. A query whose answer is older
 * than what the caller knows must therefore be asked in another form that means the same.
 *
 * `mode` makes no difference to the rows of JSON Lines and Parquet, but it makes another query. The other formats have
 * one form only: there `mode` decides on the columns.
 */
export function countForms(query: TableQuery): number {
  return query.format === 'jsonl' || query.format === 'parquet' ? MODES.length + 1 : 1;
}

/**
 * Form number `form` of a query, from 0: first as it is, then with each mode.
 *
 * @example
 * formOf({ format: 'jsonl' }, 1) // { format: 'jsonl', mode: 'expanded' }
 */
export function formOf(query: TableQuery, form: number): TableQuery {
  const count = countForms(query);
  if (count === 1) return query;
  const choices = [query.mode, ...MODES.filter((mode) => mode !== query.mode), undefined];
  const distinct = [...new Set(choices)].slice(0, count);
  const mode = distinct[form % count];
  const { mode: _own, ...rest } = query;
  return mode === undefined ? rest : { ...rest, mode };
}

/** The number of the form of `query` that `asked` is; 0 where it is none. */
export function formNumber(query: TableQuery, asked: TableQuery): number {
  const forms = Array.from({ length: countForms(query) }, (_, form) => formOf(query, form).mode);
  return Math.max(0, forms.indexOf(asked.mode));
}
