import { type Column, readColumns } from '../../dap/index.js';
import { isJsonObject, type JsonObject, stringifyJson } from '../../util/json.js';
import { present } from '../../util/present.js';
import type { DialectTypes, EnumTypeDesign, SqlColumn, TableDesign } from '../contract/design.js';
import type { Replica } from '../contract/names.js';

/**
 * How a table of DAP looks in a database, by the document of the schema endpoint.
 *
 * @throws CodedError `DAP_SCHEMA_UNUSABLE` when the schema does not tell the rows of the table apart.
 * @example
 * const { schema, version } = await client.getTableSchema('canvas', 'users');
 * designTable(replica, schema, version, database.types).key; // ['id']
 */
export function designTable(replica: Replica, document: JsonObject, version: number, types: DialectTypes): TableDesign {
  const { columns, title, description } = readColumns(replica.ref, document);
  const nameOf = databaseNames(columns, types);
  const designed = inOrder(columns).map((column) => designColumn(replica, column, nameOf(column), types));
  return {
    ref: replica.ref,
    target: replica.target,
    columns: designed.map(({ column }) => column),
    key: columns.filter(({ part }) => part === 'key').map(nameOf),
    enumTypes: distinct(designed.flatMap(({ enumType }) => (enumType === undefined ? [] : [enumType]))),
    schemaVersion: version,
    schemaText: schemaTextOf(document),
    ...present({ comment: title ?? description }),
  };
}

function databaseNames(columns: readonly Column[], types: DialectTypes): (column: Column) => string {
  const names = types.columnNames?.(columns.map(({ name }) => name));
  const byColumn = new Map(columns.map((column, index) => [column, names?.[index] ?? column.name]));
  return (column) => byColumn.get(column) ?? column.name;
}

/** Those with a default go behind those without, as the official client has it. */
function inOrder(columns: readonly Column[]): Column[] {
  const isLate = ({ part, default: value }: Column) => part === 'value' && value !== undefined;
  const keys = columns.filter(({ part }) => part === 'key');
  const values = columns.filter(({ part }) => part === 'value');
  return [...keys, ...values.filter((column) => !isLate(column)), ...values.filter(isLate)];
}

/** A column and the type that it needs. */
interface DesignedColumn {
  readonly column: SqlColumn;
  readonly enumType?: EnumTypeDesign;
}

function designColumn(replica: Replica, column: Column, name: string, types: DialectTypes): DesignedColumn {
  const declared = types.typeOf(column, replica);
  const defaultSql = column.default == null ? undefined : types.defaultOf(column, declared);
  const designed: SqlColumn = {
    name,
    headerName: `${column.part}.${column.name}`,
    column,
    type: declared.type,
    form: declared.form,
    isKey: column.part === 'key',
    nullable: column.nullable,
    ...present({ defaultSql, comment: column.title ?? column.description }),
  };
  return { column: designed, ...present({ enumType: declared.enumType }) };
}

/** Columns of one table may share a type. */
function distinct(enumTypes: readonly EnumTypeDesign[]): EnumTypeDesign[] {
  const byName = new Map(enumTypes.map((type) => [`${type.schema}\n${type.name}`, type]));
  return [...byName.values()];
}

/** The schema as `table_sync` of the official client holds it: compact, without the columns of `meta`. */
function schemaTextOf(document: JsonObject): string {
  const { properties } = document;
  if (!isJsonObject(properties)) return stringifyJson(document);
  const { meta: _, ...kept } = properties;
  return stringifyJson({ ...document, properties: kept });
}
