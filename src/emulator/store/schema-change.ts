import { CodedError } from '../../errors.js';
import type { NewColumn, SchemaChange } from '../emulator.js';
import type { ColumnFact, ColumnType, TableFact } from '../facts/column-fact.js';
import { UNSPECIFIED } from '../facts/index.js';
import type { Micros } from '../instant.js';

const INTEGERS: readonly ColumnType[] = ['int16', 'int32', 'int64'];
/** Types that a column added later may have, beside `varchar(n)` and `enum`. */
const NEW_TYPES: readonly ColumnType[] = [...INTEGERS, 'float64', 'boolean', 'text', 'timestamp', 'date', 'uuid'];

/**
 * The table after a change of its columns that the service may make. Rows written up to `at` keep what they had; in a
 * new column they have null or its default.
 *
 * @throws CodedError `EMULATOR_OPTION` for a change that the service does not make.
 */
export function changedFact(fact: TableFact, change: SchemaChange, at: Micros): TableFact {
  return { ...fact, columns: changedColumns(fact, change), former: { until: at, fact } };
}

function changedColumns(fact: TableFact, change: SchemaChange): readonly ColumnFact[] {
  const { columns } = fact;
  if ('addColumn' in change) return [...columns, addedColumn(fact, change.addColumn)];
  if ('dropColumn' in change) {
    valueColumn(fact, change.dropColumn);
    return columns.filter((column) => column.name !== change.dropColumn);
  }
  const name = 'addEnumValue' in change ? change.addEnumValue.column : change.widenColumn.column;
  const old = valueColumn(fact, name);
  const next =
    'addEnumValue' in change
      ? withValue(fact, old, change.addEnumValue.value)
      : widened(fact, old, change.widenColumn.type);
  return columns.map((column) => (column === old ? { ...next, former: { fact: old } } : column));
}

function valueColumn(fact: TableFact, name: string): ColumnFact {
  const column = fact.columns.find((candidate) => candidate.name === name && !candidate.key);
  return column ?? refuse(`${tableName(fact)} has no column ${name} to change`);
}

function addedColumn(fact: TableFact, column: NewColumn): ColumnFact {
  const { name, values } = column;
  if (!/^[a-z_]\w*$/i.test(name)) refuse(`${JSON.stringify(name)} is not a name of a column`);
  if (fact.columns.some((other) => other.name === name)) refuse(`${tableName(fact)} already has a column ${name}`);
  if (column.required === true && column.default === undefined) refuse(`A required column ${name} needs a default`);
  const base = { name, nullable: column.required !== true, key: false, oversize: false, former: {} };
  const shared = column.default === undefined ? base : { ...base, default: column.default };
  if (column.type !== 'enum') return { ...shared, ...parseType(column.type) };
  if (values === undefined || values.length === 0) refuse(`An enum column ${name} needs values`);
  const all = [UNSPECIFIED, ...values.filter((value) => value !== UNSPECIFIED)];
  if (column.default !== undefined && !all.includes(String(column.default))) {
    refuse(`The default of ${name} is not one of its values`);
  }
  return { ...shared, type: 'enum', enumName: `${fact.table}__${name}`, values: all };
}

function withValue(fact: TableFact, column: ColumnFact, value: string): ColumnFact {
  const { values } = column;
  if ((column.type !== 'enum' && column.type !== 'enum[]') || values === undefined) {
    refuse(`${tableName(fact)}.${column.name} is not an enum`);
  }
  if (values.includes(value)) refuse(`${tableName(fact)}.${column.name} already has the value ${value}`);
  return { ...column, values: [...values, value] };
}

function widened(fact: TableFact, column: ColumnFact, type: string): ColumnFact {
  const { maxLength: _, ...rest } = column;
  const next = { ...rest, ...parseType(type) };
  if (isWider(column, next)) return next;
  return refuse(`${tableName(fact)}.${column.name} cannot be widened from ${column.type} to ${type}`);
}

function isWider(from: ColumnFact, to: ColumnFact): boolean {
  const isText = to.type === 'text' || to.type === 'varchar';
  if (INTEGERS.includes(from.type)) {
    return isText || INTEGERS.indexOf(to.type) > INTEGERS.indexOf(from.type);
  }
  if (from.type !== 'varchar') return false;
  return to.type === 'text' || (to.type === 'varchar' && (to.maxLength ?? 0) > (from.maxLength ?? 0));
}

function parseType(text: string): Pick<ColumnFact, 'type' | 'maxLength'> {
  const varchar = /^varchar\((\d+)\)$/.exec(text);
  if (varchar !== null) return { type: 'varchar', maxLength: Number(varchar[1]) };
  const type = NEW_TYPES.find((known) => known === text);
  if (type !== undefined) return { type };
  return refuse(
    `Column type ${JSON.stringify(text)} is not known; known are ${NEW_TYPES.join(', ')}, varchar(n) and enum`,
  );
}

function tableName(fact: TableFact): string {
  return `${fact.namespace}.${fact.table}`;
}

function refuse(message: string): never {
  throw new CodedError('EMULATOR_OPTION', { message: `${message}.` });
}
