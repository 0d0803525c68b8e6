import type { TableChange } from '../contract/change.js';
import type { SqlColumn } from '../contract/design.js';

/**
 * A change of a table as a sentence for results and logs.
 *
 * @example
 * describeChange({ kind: 'add-values', column, values: ['paused'] }) // 'Column state takes new values: paused.'
 */
export function describeChange(change: TableChange): string {
  switch (change.kind) {
    case 'add-column':
      return `Column ${change.column.name} was added: ${definition(change.column)}.`;
    case 'drop-column':
      return `Column ${change.column.name} was dropped: the service has removed it.`;
    case 'keep-removed':
      return `Column ${change.column.name} is kept and takes NULL from now on: the service has removed it.`;
    case 'add-values':
      return `Column ${change.column.name} takes new values: ${change.values.join(', ')}.`;
    case 'change-type':
      return `Column ${change.column.name} was changed from ${change.from.type} to ${change.column.type}.`;
    case 'allow-null':
      return `Column ${change.column.name} takes NULL from now on.`;
    case 'forbid-null':
      return `Column ${change.column.name} takes no NULL from now on, unless a row has none of its values.`;
    case 'set-default':
      return `The default of column ${change.column.name} is ${change.column.defaultSql ?? 'gone'} from now on.`;
    case 'set-comment':
      return `The comment of column ${change.column.name} was changed.`;
    case 'set-table-comment':
      return 'The comment of the table was changed.';
    default:
      return change satisfies never;
  }
}

function definition({ type, nullable, defaultSql }: SqlColumn): string {
  const more = defaultSql === undefined ? '' : `, default ${defaultSql}`;
  return `${type}${nullable ? '' : ' NOT NULL'}${more}`;
}
