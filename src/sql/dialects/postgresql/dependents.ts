import type { TargetTable } from '../../contract/names.js';
import { findRelation } from './catalog.js';
import type { PostgresqlConnection } from './connection.js';

/** A view that depends on a table, directly or through others. */
export interface DependentView {
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
  readonly isMaterialized: boolean;
}

/** Views below a relation, or below one of its columns ($2); those that others stand on come first. */
const VIEWS = `WITH RECURSIVE views (oid, depth) AS (
  SELECT r.ev_class, 1 FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid
  WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = $1::oid
    AND ($2::int IS NULL OR d.refobjsubid = $2::int) AND r.ev_class <> $1::oid
  UNION
  SELECT r.ev_class, v.depth + 1 FROM views v
  JOIN pg_catalog.pg_depend d ON d.refobjid = v.oid AND d.refclassid = 'pg_class'::regclass
    AND d.classid = 'pg_rewrite'::regclass
  JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid AND r.ev_class <> v.oid)
SELECT c.oid::text AS oid, n.nspname::text AS schema, c.relname::text AS name, c.relkind = 'm' AS materialized
FROM (SELECT oid, max(depth) AS depth FROM views GROUP BY oid) v
JOIN pg_catalog.pg_class c ON c.oid = v.oid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('v', 'm') ORDER BY v.depth, c.oid`;

/** Tables with a foreign key to the table, functions with its row type, tables that inherit from it. */
const OTHERS = `SELECT DISTINCT n.nspname::text AS schema, c.relname::text AS name FROM pg_catalog.pg_constraint k
  JOIN pg_catalog.pg_class c ON c.oid = k.conrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE k.contype = 'f' AND k.confrelid = $1::oid AND k.conrelid <> $1::oid
UNION SELECT n.nspname::text, p.proname::text FROM pg_catalog.pg_depend d
  JOIN pg_catalog.pg_proc p ON p.oid = d.objid JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
  WHERE d.classid = 'pg_proc'::regclass AND d.deptype = 'n' AND (
    (d.refclassid = 'pg_class'::regclass AND d.refobjid = $1::oid)
    OR (d.refclassid = 'pg_type'::regclass AND d.refobjid IN (
      SELECT t.oid FROM pg_catalog.pg_type t WHERE t.typrelid = $1::oid
      UNION SELECT t.typarray FROM pg_catalog.pg_type t WHERE t.typrelid = $1::oid)))
UNION SELECT n.nspname::text, c.relname::text FROM pg_catalog.pg_inherits i
  JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid AND NOT c.relispartition
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE i.inhparent = $1::oid`;

/** Views that depend on a relation, or on one of its columns by number; each behind those that it stands on. */
export async function dependentViews(
  connection: PostgresqlConnection,
  oid: string,
  column: number | null = null,
): Promise<readonly DependentView[]> {
  const rows = await connection.rows(VIEWS, [oid, column]);
  return rows.map((row) => ({
    oid: String(row['oid']),
    schema: String(row['schema']),
    name: String(row['name']),
    isMaterialized: row['materialized'] === true,
  }));
}

/** All that stands in the way of dropping a table, as `schema.name`; sorted. */
export async function dependentNames(
  connection: PostgresqlConnection,
  target: TargetTable,
): Promise<readonly string[]> {
  const relation = await findRelation(connection, target);
  if (relation === undefined) return [];
  const views = await dependentViews(connection, relation.oid);
  const others = await connection.rows(OTHERS, [relation.oid]);
  const names = views.map(({ schema, name }) => `${schema}.${name}`);
  for (const { schema, name } of others) names.push(`${String(schema)}.${String(name)}`);
  return [...new Set(names)].sort();
}
