import { sql } from 'kysely';
import { CodedError } from '../../../errors.js';
import type { LookupTable } from '../../contract/design.js';
import type { TargetTable } from '../../contract/names.js';
import { findRelation, isTable, readTable } from './catalog.js';
import type { PostgresqlConnection } from './connection.js';
import { dependentNames } from './dependents.js';
import { dropTypeIfUnused, enumNameOf } from './enum-types.js';
import { render, tableId } from './render.js';
import { about, inTransaction, limitLockWait, runOf, type Work } from './work.js';

/** Tables with a foreign key to a table of values. */
const REFERENCES = `SELECT FROM pg_catalog.pg_constraint k WHERE k.contype = 'f' AND k.confrelid = $1::oid LIMIT 1`;

/** Types of a table that is gone: enumerations of its name that nothing uses. */
const ORPHANS = `SELECT t.typname::text AS name FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
WHERE n.nspname = $1 AND t.typtype = 'e' AND left(t.typname::text, length($2::text)) = $2::text`;

/** Drops table, types, lookup tables and record in one transaction; what is absent is not missed. */
export async function dropTable(work: Work, cascade: boolean): Promise<void> {
  const { connection, replica, meta } = work;
  const { target } = replica;
  await about(work, () =>
    inTransaction(connection, async () => {
      await limitLockWait(work, true);
      const relation = await findRelation(connection, target);
      if (isTable(relation)) await dropExisting(connection, target, cascade);
      else await dropOrphans(connection, target);
      await meta.remove(runOf(connection), replica);
    }),
  );
}

/** The error for a table that others depend on. */
export function dependentsError(target: TargetTable, names: readonly string[]): CodedError {
  const table = `${target.schema}.${target.table}`;
  return new CodedError('SQL_DEPENDENTS', {
    message: `${table} cannot be dropped: ${names.join(', ')} ${names.length === 1 ? 'depends' : 'depend'} on it.`,
    details: { table, dependents: names },
  });
}

async function dropExisting(connection: PostgresqlConnection, target: TargetTable, cascade: boolean): Promise<void> {
  const dependents = await dependentNames(connection, target);
  if (dependents.length > 0 && !cascade) throw dependentsError(target, dependents);
  const columns = (await readTable(connection, target))?.columns ?? [];
  await connection.execute(render(sql`DROP TABLE ${tableId(target)} ${sql.raw(cascade ? 'CASCADE' : 'RESTRICT')}`));
  for (const { lookup } of columns) if (lookup !== undefined) await dropLookup(connection, target, lookup);
  for (const { type } of columns) {
    const name = enumNameOf(type);
    if (name?.schema === target.schema) await dropTypeIfUnused(connection, name);
  }
}

/** A table of values goes with its last table, if it is one of the schema of the table. */
export async function dropLookup(
  connection: PostgresqlConnection,
  target: TargetTable,
  lookup: LookupTable,
): Promise<void> {
  const relation = await findRelation(connection, lookup);
  const isOurs = isTable(relation) && lookup.schema === target.schema && (await isPlainLookup(connection, lookup));
  if (!isOurs || (await connection.rows(REFERENCES, [relation.oid])).length > 0) return;
  if ((await dependentNames(connection, lookup)).length > 0) return;
  await connection.execute(render(sql`DROP TABLE ${tableId(lookup)}`));
}

/** As the official client makes it, an id and a value. A table of the user has more. */
async function isPlainLookup(connection: PostgresqlConnection, lookup: LookupTable): Promise<boolean> {
  const columns = (await readTable(connection, lookup))?.columns ?? [];
  const names = columns.map(({ name }) => name);
  return names.length === 2 && names.includes(lookup.idColumn) && names.includes(lookup.valueColumn);
}

async function dropOrphans(connection: PostgresqlConnection, { schema, table }: TargetTable): Promise<void> {
  for (const { name } of await connection.rows(ORPHANS, [schema, `${table}__`])) {
    await dropTypeIfUnused(connection, { schema, name: String(name) });
  }
}
