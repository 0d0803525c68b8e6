import type { CellForm } from '../../contract/cell-form.js';
import type { DialectTypes } from '../../contract/design.js';

/** Deepest JSON that `json_valid` of MariaDB takes: it fails from 32 levels on. */
export const MARIADB_JSON_DEPTH = 31;
/** Deepest JSON that the type of MySQL takes. */
export const MYSQL_JSON_DEPTH = 100;

/** The same types, whose columns of JSON take no deeper values than the server does. */
export function withJsonDepth(types: DialectTypes, maxDepth: number): DialectTypes {
  return {
    ...types,
    typeOf: (column, replica) => {
      const declared = types.typeOf(column, replica);
      return declared.type === 'json' ? { ...declared, form: limited(declared.form, maxDepth) } : declared;
    },
    formFor: (column, existing) => {
      const form = types.formFor(column, existing);
      return form === undefined || existing.type !== 'json' ? form : limited(form, maxDepth);
    },
  };
}

/** Items of an array lie one level below it. */
function limited(form: CellForm, maxDepth: number): CellForm {
  if (form.kind === 'json') return { ...form, maxDepth };
  return form.kind === 'array' ? { ...form, items: limited(form.items, maxDepth - 1) } : form;
}
