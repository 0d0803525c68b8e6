import { present } from '../../../util/present.js';
import type { ExistingColumn, ExistingTable, LookupTable } from '../../contract/design.js';
import type { TargetTable } from '../../contract/names.js';
import type { PostgresqlConnection, Rows } from './connection.js';
import { normalizeDefault } from './defaults.js';
import { keyName, qualified } from './names.js';
import { normalizeType } from './type-text.js';

/** What stands in the place of a table. */
export interface Relation {
  readonly oid: string;
  /** `r`: a table, `p`: a partitioned one, `v`: a view, and so on. */
  readonly kind: string;
}

/** A column, with what only this dialect asks for. */
export interface CatalogColumn extends ExistingColumn {
  /** Number in the catalogue. */
  readonly number: number;
  /** The database gives a value itself: identity or generated. */
  readonly isAutomatic: boolean;
}

/** A table, with those columns. */
export interface CatalogTable extends Omit<ExistingTable, 'columns'> {
  readonly columns: readonly CatalogColumn[];
}

/** A parameter compared with a name of the catalogue is cut to 63 bytes, as the name in a statement is. */
const RELATION = `SELECT c.oid::text AS oid, c.relkind::text AS kind
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relname = $2`;

const COLUMNS = `SELECT a.attname::text AS name, a.attnum AS number, a.attnotnull AS "notNull",
  pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
  pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS "defaultSql", a.attidentity <> '' OR a.attgenerated <> '' AS automatic,
  pg_catalog.col_description(a.attrelid, a.attnum) AS comment, t.typcategory = 'A' AS "isArray",
  en.nspname::text AS "enumSchema", et.typname::text AS "enumName",
  (SELECT array_agg(l.enumlabel::text ORDER BY l.enumsortorder) FROM pg_catalog.pg_enum l WHERE l.enumtypid = et.oid)
    AS labels
FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_type et
  ON et.typtype = 'e' AND et.oid = CASE WHEN t.typcategory = 'A' THEN t.typelem ELSE t.oid END
LEFT JOIN pg_catalog.pg_namespace en ON en.oid = et.typnamespace
LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`;

const KEY = `SELECT a.attname::text AS name, (SELECT c.relname::text FROM pg_catalog.pg_class c WHERE c.oid = i.indexrelid) AS index
FROM pg_catalog.pg_index i CROSS JOIN unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, place)
JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
WHERE i.indrelid = $1::oid AND i.indisprimary ORDER BY k.place`;

/** Integer columns with a foreign key to a table that has a unique text. */
const LOOKUPS = `SELECT a.attname::text AS column, n.nspname::text AS schema, r.relname::text AS table,
  ra.attname::text AS id, v.attname::text AS value, v.atttypmod - 4 AS chars
FROM pg_catalog.pg_constraint c
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
JOIN pg_catalog.pg_class r ON r.oid = c.confrelid JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
JOIN pg_catalog.pg_attribute ra ON ra.attrelid = r.oid AND ra.attnum = c.confkey[1]
JOIN pg_catalog.pg_index i ON i.indrelid = r.oid AND i.indisunique AND i.indnkeyatts = 1 AND i.indpred IS NULL
JOIN pg_catalog.pg_attribute v ON v.attrelid = r.oid AND v.attnum = i.indkey[0]
  AND v.atttypid IN ('text'::regtype, 'varchar'::regtype)
WHERE c.conrelid = $1::oid AND c.contype = 'f' AND cardinality(c.conkey) = 1
  AND a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype)
ORDER BY a.attnum, c.oid, v.attnum`;

/** What is in the place of a table, whatever it is. */
export async function findRelation(
  connection: PostgresqlConnection,
  { schema, table }: TargetTable,
): Promise<Relation | undefined> {
  const [row] = await connection.rows(RELATION, [schema, table]);
  return row === undefined ? undefined : { oid: String(row['oid']), kind: String(row['kind']) };
}

/** Tells whether rows can be loaded into a relation. */
export function isTable(relation: Relation | undefined): relation is Relation {
  return relation !== undefined && (relation.kind === 'r' || relation.kind === 'p');
}

/** Reads a table from the catalogue; undefined where there is no table of that name. */
export async function readTable(
  connection: PostgresqlConnection,
  target: TargetTable,
): Promise<CatalogTable | undefined> {
  const relation = await findRelation(connection, target);
  if (!isTable(relation)) return undefined;
  const columns = await connection.rows(COLUMNS, [relation.oid]);
  const key = await connection.rows(KEY, [relation.oid]);
  const lookups = await connection.rows(LOOKUPS, [relation.oid]);
  const [about] = await connection.rows(`SELECT pg_catalog.obj_description($1::oid, 'pg_class') AS comment`, [
    relation.oid,
  ]);
  return {
    columns: columns.map((row) => columnOf(row, lookups)),
    key: key.map((row) => String(row['name'])),
    hasClientKey: key[0]?.['index'] === keyName(target),
    ...present({ comment: textOf(about?.['comment']) }),
  };
}

function columnOf(row: Rows[number], lookups: Rows): CatalogColumn {
  const name = String(row['name']);
  const enumName = textOf(row['enumName']);
  const expression = textOf(row['defaultSql']);
  const brackets = row['isArray'] === true ? '[]' : '';
  const type =
    enumName === undefined
      ? normalizeType(String(row['type']))
      : `${qualified(String(row['enumSchema']), enumName)}${brackets}`;
  return {
    name,
    type,
    number: Number(row['number']),
    nullable: row['notNull'] !== true,
    isAutomatic: row['automatic'] === true,
    ...present({
      defaultSql: expression === undefined ? undefined : normalizeDefault(expression),
      comment: textOf(row['comment']),
      enumValues: (row['labels'] as readonly string[] | null) ?? undefined,
      lookup: lookupOf(lookups.find((lookup) => lookup['column'] === name)),
    }),
  };
}

function lookupOf(row: Rows[number] | undefined): LookupTable | undefined {
  if (row === undefined) return undefined;
  const chars = Number(row['chars']);
  return {
    schema: String(row['schema']),
    table: String(row['table']),
    idColumn: String(row['id']),
    valueColumn: String(row['value']),
    ...(chars > 0 ? { maxChars: chars } : {}),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
