import { sql } from 'kysely';
import { present } from '../../../util/present.js';
import type { TableChange } from '../../contract/change.js';
import type { ExistingColumn, LookupTable, SqlColumn } from '../../contract/design.js';
import { addColumn, allowNull, alterColumn, type Evolving, locateColumn, setDefault } from './alter-column.js';
import { readTable } from './catalog.js';
import { dropLookup } from './drop-table.js';
import { dropTypeIfUnused, enumNameOf } from './enum-types.js';
import { cutName, MAX_NAME_BYTES } from './names.js';
import { type Fragment, render, tableId } from './render.js';
import { withoutViews } from './saved-views.js';
import { lookupOf } from './staging-columns.js';
import { itemType, parseType } from './type-text.js';

type TypeChange = Extract<TableChange, { kind: 'change-type' }>;

/** The default goes first, because the old one may not be cast; views are taken off the column and made again. */
export async function changeType(evolving: Evolving, change: TypeChange): Promise<void> {
  const { column, from, discardsValues } = change;
  const { oid, found } = await locateColumn(evolving, column.name);
  if (oid === undefined || found === undefined) return;
  const lookup = lookupOf({ ...column, ...present({ lookup: from.lookup }) });
  await withoutViews(evolving.connection, oid, found.number, async () => {
    await alterColumn(evolving, column.name, sql`DROP DEFAULT`);
    if (lookup !== undefined) await dropReferences(evolving, oid, found.number);
    if (losesValues(change)) await allowNull(evolving, column.name); // Until the rows of the snapshot are there.
    if (losesValues(change) && evolving.keepsRows) await replaceColumn(evolving, column);
    else await convertColumn(evolving, change);
    if (lookup !== undefined && discardsValues !== true) await putValues(evolving, column.name, lookup);
    await setDefault(evolving, column);
  });
  if (lookup !== undefined) await dropLookup(evolving.connection, evolving.target, lookup);
  const old = enumNameOf(from.type);
  if (old?.schema === evolving.target.schema) await dropTypeIfUnused(evolving.connection, old);
}

/** The column is about to hold the values themselves in place of the numbers of a table of values. */
async function dropReferences({ connection, target }: Evolving, oid: string, number: number): Promise<void> {
  for (const row of await connection.rows(REFERENCES, [oid, number])) {
    await connection.execute(
      render(sql`ALTER TABLE ${tableId(target)} DROP CONSTRAINT ${sql.id(String(row['name']))}`),
    );
  }
}

const REFERENCES = `SELECT k.conname::text AS name FROM pg_catalog.pg_constraint k
WHERE k.contype = 'f' AND k.conrelid = $1::oid AND k.conkey = ARRAY[$2::int2]`;

/** A cast takes no values from another table: the column has the numbers as texts by now. */
async function putValues({ connection, target }: Evolving, name: string, lookup: LookupTable): Promise<void> {
  await connection.execute(
    render(sql`UPDATE ${tableId(target)} t SET ${sql.id(name)} = l.${sql.id(lookup.valueColumn)}
      FROM ${tableId(lookup)} l WHERE ${sql.id('t', name)} = l.${sql.id(lookup.idColumn)}::text`),
  );
}

/** The values go, and a snapshot brings them again. A key is never without a value: the table is empty then. */
export function losesValues({ discardsValues, column }: TypeChange): boolean {
  return discardsValues === true && !column.isKey;
}

async function convertColumn(evolving: Evolving, { column, from, discardsValues }: TypeChange) {
  const value = discardsValues === true ? sql`NULL::${sql.raw(column.type)}` : castOf(column, from);
  await alterColumn(evolving, column.name, sql`TYPE ${sql.raw(column.type)} USING ${value}`);
}

/** Values that no snapshot brings again stay under another name. */
async function replaceColumn(evolving: Evolving, column: SqlColumn): Promise<void> {
  const { connection, target, notes } = evolving;
  const table = tableId(target);
  const taken = new Set((await readTable(connection, target))?.columns.map(({ name }) => name));
  const free = (number: number): string => {
    const name = `${cutName(column.name, MAX_NAME_BYTES - 8)}_old${number === 1 ? '' : number}`;
    return taken.has(name) ? free(number + 1) : name;
  };
  const kept = free(1);
  await connection.execute(render(sql`ALTER TABLE ${table} RENAME COLUMN ${sql.id(column.name)} TO ${sql.id(kept)}`));
  const { defaultSql: _, ...empty } = column;
  await addColumn(evolving, { ...empty, nullable: true });
  notes.push(
    `Column ${column.name} has another type now. Its values so far stay in column ${kept}, for the rows that the service no longer has; indexes on it stay there too.`,
  );
}

/** By text where a direct cast would change the value (`real`) or does not exist (enumerations). */
function castOf({ name, type }: SqlColumn, from: ExistingColumn): Fragment {
  const byText = from.enumValues !== undefined || parseType(itemType(from.type)).base === 'real';
  const brackets = from.type.endsWith('[]') ? '[]' : '';
  const text = byText ? sql`${sql.id(name)}::${sql.raw(`text${brackets}`)}` : sql.id(name);
  return sql`${text}::${sql.raw(type)}`;
}
