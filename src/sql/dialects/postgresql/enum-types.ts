import { sql } from 'kysely';
import { CodedError } from '../../../errors.js';
import type { EnumTypeDesign } from '../../contract/design.js';
import type { TargetTable } from '../../contract/names.js';
import type { PostgresqlConnection } from './connection.js';
import { isServerError } from './errors.js';
import { lockKey } from './names.js';
import { lit, render } from './render.js';

/** What stands in the place of a type. */
const TYPE = `SELECT t.oid::text AS oid, t.typtype::text AS kind,
  (SELECT array_agg(l.enumlabel::text ORDER BY l.enumsortorder) FROM pg_catalog.pg_enum l WHERE l.enumtypid = t.oid)
    AS labels,
  EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.refclassid = 'pg_type'::regclass AND d.deptype = 'n'
    AND d.refobjid IN (t.oid, t.typarray)) AS used
FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
WHERE n.nspname = $1 AND t.typname = $2`;

interface FoundType {
  readonly labels: readonly string[];
  readonly isUsed: boolean;
}

type TypeName = Pick<EnumTypeDesign, 'schema' | 'name'>;

async function findEnum(connection: PostgresqlConnection, { schema, name }: TypeName): Promise<FoundType | undefined> {
  const [row] = await connection.rows(TYPE, [schema, name]);
  if (row === undefined) return undefined;
  if (row['kind'] !== 'e') {
    throw new CodedError('SQL_TARGET_TAKEN', {
      message: `${schema}.${name} is no enumeration, but its name is needed for one.`,
    });
  }
  return { labels: (row['labels'] as readonly string[] | null) ?? [], isUsed: row['used'] === true };
}

/**
 * Gives types that are there and in use the values that they lack, each committed by itself: a value cannot be used in
 * the transaction that adds it, and an unused one harms nothing. A type that tables share is made here too: another table
 * would wait for the end of a whole load if it were made in the transaction of the load.
 */
export async function prepareTypes(
  connection: PostgresqlConnection,
  types: readonly EnumTypeDesign[],
  { table }: TargetTable,
): Promise<void> {
  for (const type of types) {
    const isShared = !type.name.startsWith(`${table}__`);
    if (isShared) await makeSharedType(connection, type);
    const found = await findEnum(connection, type);
    if (found === undefined || !(found.isUsed || isShared)) continue;
    await addValues(
      connection,
      type,
      type.values.filter((value) => !found.labels.includes(value)),
    );
  }
}

/** Adds values outside a transaction; those that are there are left. */
export async function addValues(
  connection: PostgresqlConnection,
  { schema, name }: TypeName,
  values: readonly string[],
): Promise<void> {
  for (const value of values) {
    await connection.execute(render(sql`ALTER TYPE ${sql.id(schema, name)} ADD VALUE IF NOT EXISTS ${lit(value)}`));
  }
}

/** Another session may make it at the same time. */
async function makeSharedType(connection: PostgresqlConnection, type: EnumTypeDesign): Promise<void> {
  if ((await findEnum(connection, type)) !== undefined) return;
  try {
    await connection.execute(createType(type));
  } catch (error) {
    if (!isServerError(error, '23505', '42710') || (await findEnum(connection, type)) === undefined) throw error;
  }
}

function createType({ schema, name, values }: EnumTypeDesign): string {
  return render(sql`CREATE TYPE ${sql.id(schema, name)} AS ENUM (${sql.join(values.map((value) => lit(value)))})`);
}

/**
 * Says to the end of the transaction that the types are in use. The catalogue does not show it before the commit, and
 * PostgreSQL lets others drop the type of a column that is being made.
 */
async function holdTypes(connection: PostgresqlConnection, types: readonly TypeName[]): Promise<void> {
  if (types.length === 0) return;
  await connection.rows('SELECT pg_catalog.pg_advisory_xact_lock_shared(k) FROM unnest($1::bigint[]) AS k', [
    types.map((type) => String(keyOf(type))),
  ]);
}

/** Drops a type inside a transaction, unless another session holds it. */
async function dropFreeType(connection: PostgresqlConnection, type: TypeName): Promise<boolean> {
  const [row] = await connection.rows('SELECT pg_catalog.pg_try_advisory_xact_lock($1::bigint) AS free', [
    String(keyOf(type)),
  ]);
  // Whoever held it until now has committed, and may use it.
  if (row?.['free'] !== true || (await findEnum(connection, type))?.isUsed !== false) return false;
  await connection.execute(render(sql`DROP TYPE ${sql.id(type.schema, type.name)}`));
  return true;
}

function keyOf({ schema, name }: TypeName): bigint {
  return lockKey({ schema: `type of ${schema}`, table: name });
}

/** Makes types inside a transaction. Of leftovers, those with other values are replaced when nothing uses them. */
export async function makeTypes(connection: PostgresqlConnection, types: readonly EnumTypeDesign[]): Promise<void> {
  await holdTypes(connection, types);
  for (const type of types) {
    const found = await findEnum(connection, type);
    const isUsable = found !== undefined && type.values.every((value) => found.labels.includes(value));
    const isSame = isUsable && found.labels.join('\0') === type.values.join('\0');
    if (isSame || found?.isUsed === true) continue;
    if (found !== undefined && !(await dropFreeType(connection, type)) && isUsable) continue;
    await connection.execute(createType(type));
  }
}

/** Drops an enumeration that nothing uses. */
export async function dropTypeIfUnused(connection: PostgresqlConnection, type: TypeName): Promise<void> {
  const found = await findEnum(connection, type);
  if (found !== undefined && !found.isUsed) await dropFreeType(connection, type);
}

/** The name behind the text of a column's type: `"canvas"."users__state"[]`. */
export function enumNameOf(type: string): TypeName | undefined {
  const match = /^"((?:[^"]|"")+)"\."((?:[^"]|"")+)"(?:\[\])?$/.exec(type);
  if (match === null) return undefined;
  const [, schema = '', name = ''] = match;
  return { schema: schema.replaceAll('""', '"'), name: name.replaceAll('""', '"') };
}
