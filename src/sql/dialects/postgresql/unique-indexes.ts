import type { TargetTable } from '../../contract/names.js';
import { findRelation } from './catalog.js';
import type { PostgresqlConnection } from './connection.js';

/** What a user has put on a table besides its key, as far as it hinders values from moving between rows. */
export interface UniqueIndexes {
  /** Names of the indexes that are unique, or exclude rows by another operator. */
  readonly names: readonly string[];
  /** Columns that decide what is in them: those of expressions, conditions and generated columns too. */
  readonly columns: ReadonlySet<string>;
  /** Names of foreign keys that would change rows of other tables if a value of `columns` were taken away for a moment. */
  readonly followValues: readonly string[];
  /** Names of foreign keys that would change or refuse rows of other tables if a row were deleted for a moment. */
  readonly followRows: readonly string[];
  /** Columns of the table that can be written, in their order; generated ones cannot. */
  readonly writable: readonly string[];
  /** Columns that take NULL. */
  readonly nullable: ReadonlySet<string>;
}

/** A constraint depends on the columns of its index, a plain index has them itself, expressions are among its dependencies. */
const INDEXES = `SELECT c.relname::text AS name, array_agg(DISTINCT a.attname::text) AS columns
FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
CROSS JOIN LATERAL (
  SELECT k.n::int FROM unnest(i.indkey::int2[]) AS k (n)
  UNION SELECT d.refobjsubid FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid
    AND d.refclassid = 'pg_class'::regclass AND d.refobjid = i.indrelid) AS direct (n)
CROSS JOIN LATERAL (
  SELECT direct.n UNION SELECT d.refobjsubid FROM pg_catalog.pg_attrdef g JOIN pg_catalog.pg_depend d
    ON d.classid = 'pg_attrdef'::regclass AND d.objid = g.oid AND d.refclassid = 'pg_class'::regclass
      AND d.refobjid = i.indrelid
  WHERE g.adrelid = i.indrelid AND g.adnum = direct.n) AS used (n)
JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = used.n
WHERE i.indrelid = $1::oid AND NOT i.indisprimary AND (i.indisunique OR i.indisexclusion) AND a.attnum > 0
GROUP BY c.relname ORDER BY 1`;

/** `a`: no action, which is checked at the end of a statement; `r`: restrict, which is not. */
const REFERENCES = `SELECT k.conname::text AS name, k.confdeltype::text AS "onDelete", k.confupdtype::text AS "onUpdate",
  ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a
    WHERE a.attrelid = k.confrelid AND a.attnum = ANY (k.confkey)) AS columns
FROM pg_catalog.pg_constraint k WHERE k.contype = 'f' AND k.confrelid = $1::oid ORDER BY 1`;

const COLUMNS = `SELECT a.attname::text AS name, a.attgenerated = '' AS writable, NOT a.attnotnull AS nullable
FROM pg_catalog.pg_attribute a WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`;

/** Reads what hinders values from moving; undefined where there is no such index. */
export async function readUniqueIndexes(
  connection: PostgresqlConnection,
  target: TargetTable,
): Promise<UniqueIndexes | undefined> {
  const relation = await findRelation(connection, target);
  if (relation === undefined) return undefined;
  const indexes = await connection.rows(INDEXES, [relation.oid]);
  if (indexes.length === 0) return undefined;
  const columns = new Set(indexes.flatMap((row) => row['columns'] as readonly string[]));
  const references = await connection.rows(REFERENCES, [relation.oid]);
  const details = await connection.rows(COLUMNS, [relation.oid]);
  const named = (rows: typeof references) => rows.map((row) => String(row['name']));
  const followsValue = (row: (typeof references)[number]) =>
    !'ar'.includes(String(row['onUpdate'])) && (row['columns'] as readonly string[]).some((name) => columns.has(name));
  return {
    names: named(indexes),
    columns,
    followValues: named(references.filter(followsValue)),
    followRows: named(references.filter((row) => row['onDelete'] !== 'a' || followsValue(row))),
    writable: named(details.filter((row) => row['writable'] === true)),
    nullable: new Set(named(details.filter((row) => row['nullable'] === true))),
  };
}
