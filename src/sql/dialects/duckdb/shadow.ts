import type { TargetTable } from '../../contract/names.js';

const SUFFIX = '__dap_loading';

/** Where the rows of a large load are gathered, beside the table that they are for. */
export function shadowOf<T extends TargetTable>(target: T): T {
  return { ...target, table: `${target.table}${SUFFIX}` };
}

/** The table that a shadow is for; undefined when the name is not that of a shadow. */
export function loadedTable({ schema, table }: TargetTable): TargetTable | undefined {
  return table.endsWith(SUFFIX) ? { schema, table: table.slice(0, -SUFFIX.length) } : undefined;
}
