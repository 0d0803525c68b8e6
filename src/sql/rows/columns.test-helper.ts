import type { CellForm } from '../contract/cell-form.js';
import type { SqlColumn } from '../contract/design.js';

/** A column of a target with the form that a test wants. */
export function sqlColumn(name: string, form: CellForm, more: Partial<SqlColumn> = {}): SqlColumn {
  const isKey = more.isKey ?? false;
  return {
    name,
    headerName: `${isKey ? 'key' : 'value'}.${name}`,
    column: { name, part: isKey ? 'key' : 'value', nullable: !isKey, type: { kind: 'text' } },
    type: 'text',
    form,
    isKey,
    nullable: !isKey,
    ...more,
  };
}
