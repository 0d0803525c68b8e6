import { sql } from 'kysely';
import { CodedError } from '../../../errors.js';
import type { EnumTypeDesign } from '../../contract/design.js';
import type { PostgresqlConnection } from './connection.js';
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
 * the transaction that adds it, and an unused one harms nothing.
 */
export async function extendUsedTypes(
  connection: PostgresqlConnection,
  types: readonly EnumTypeDesign[],
): Promise<void> {
  for (const type of types) {
    const found = await findEnum(connection, type);
    if (found?.isUsed !== true) continue;
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

/** Makes types inside a transaction. Of leftovers, those with other values are replaced when nothing uses them. */
export async function makeTypes(connection: PostgresqlConnection, types: readonly EnumTypeDesign[]): Promise<void> {
  for (const { schema, name, values } of types) {
    const found = await findEnum(connection, { schema, name });
    const isSame = found !== undefined && found.labels.join('\0') === values.join('\0');
    if (isSame || found?.isUsed === true) continue;
    if (found !== undefined) await connection.execute(render(sql`DROP TYPE ${sql.id(schema, name)}`));
    await connection.execute(
      render(sql`CREATE TYPE ${sql.id(schema, name)} AS ENUM (${sql.join(values.map((value) => lit(value)))})`),
    );
  }
}

/** Drops an enumeration that nothing uses. */
export async function dropTypeIfUnused(connection: PostgresqlConnection, type: TypeName): Promise<void> {
  const found = await findEnum(connection, type);
  if (found === undefined || found.isUsed) return;
  await connection.execute(render(sql`DROP TYPE ${sql.id(type.schema, type.name)}`));
}

/** The name behind the text of a column's type: `"canvas"."users__state"[]`. */
export function enumNameOf(type: string): TypeName | undefined {
  const match = /^"((?:[^"]|"")+)"\."((?:[^"]|"")+)"(?:\[\])?$/.exec(type);
  if (match === null) return undefined;
  const [, schema = '', name = ''] = match;
  return { schema: schema.replaceAll('""', '"'), name: name.replaceAll('""', '"') };
}
