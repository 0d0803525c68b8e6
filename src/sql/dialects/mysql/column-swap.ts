import { CodedError } from '../../../errors.js';
import type { TableChange } from '../../contract/change.js';
import type { MergePlan } from '../../contract/database.js';
import type { LookupTable } from '../../contract/design.js';
import type { OpenLoad } from '../../contract/meta.js';
import type { NewRecord } from '../../contract/record.js';
import { unfinishedSwapError } from '../unique-index-error.js';
import { alterTable } from './alter.js';
import { addColumn, allowMissing } from './alterations.js';
import { type CatalogColumn, type CatalogTable, readTable } from './catalog.js';
import { defineColumn } from './column-definition.js';
import { dropUnused } from './drop.js';
import { moveIndexes } from './indexes.js';
import { freshColumnName, isFreshColumn, keptName, quote } from './names.js';
import { type MysqlSession, note } from './session.js';
import { violatedIndex } from './unique-indexes.js';

/** A change of the type of a column. */
export type TypeChange = Extract<TableChange, { kind: 'change-type' }>;

/** What stands in the place of a shadow table in our row while columns are swapped; `keeping`: rows stay as they are. */
const COLUMN_SWAP = { replacing: 'dap_new_columns', keeping: 'dap_new_columns_kept' } as const;

/** What a swap of columns is about. */
export interface SwapEnd {
  /** Columns that may have a new one beside them. */
  readonly names: readonly string[];
  /** Rows stay that no snapshot brings: their old values are not thrown away. */
  readonly keepsRows: boolean;
  /** Names of the columns that must not take NULL, if no row lacks a value. */
  readonly required: ReadonlySet<string>;
}

/**
 * The columns that a snapshot fills again, because their type changes. DDL commits on this engine, so the old column stays
 * until the rows are committed, and the new one is filled beside it:
 *
 *     row `loading` ─ ADD COLUMN dap_new_… ─ BEGIN; rows, record, row `ready`; COMMIT ─ DROP old, RENAME new ─ end of the row
 *
 * A kill before the COMMIT leaves the old values, and a column that the next session drops; after it, the next session
 * finishes.
 *
 * @throws CodedError `SQL_SCHEMA_CHANGE` for a column of the key whose values no statement carries over.
 */
export function planSwaps({ changes, rows, replica }: MergePlan): readonly TypeChange[] {
  if (rows.kind === 'changes') return [];
  const typed = changes.filter((change): change is TypeChange => change.kind === 'change-type');
  const lost = typed.find(({ column, discardsValues }) => column.isKey && discardsValues === true);
  if (lost === undefined) return typed.filter(({ column }) => !column.isKey);
  const { namespace, table } = replica.ref;
  const { name, type } = lost.column;
  throw new CodedError('SQL_SCHEMA_CHANGE', {
    message: `${namespace}.${table}: column ${name} of the primary key is ${lost.from.type} and has to become ${type}, which this database cannot do in place. Drop the table and initialize it again.`,
    details: { namespace, table, column: name },
  });
}

/** The changes that are no part of a swap. */
export function withoutSwaps(changes: readonly TableChange[], swaps: readonly TypeChange[]): readonly TableChange[] {
  const swapped = new Set(swaps.map(({ column }) => column.name));
  return changes.filter((change) => change.kind === 'set-table-comment' || !swapped.has(change.column.name));
}

/** Makes the new columns, empty. What an earlier attempt has left is dropped. */
export async function beginSwaps(session: MysqlSession, swaps: readonly TypeChange[]): Promise<void> {
  const { connection, meta, replica, table } = session;
  if (swaps.length === 0) return;
  await meta.saveLoad(connection.query, { ...replica, shadow: COLUMN_SWAP.replacing, state: 'loading' });
  await dropFreshColumns(session);
  for (const { column } of swaps) {
    const existing = await readTable(connection, table, replica);
    const old = existing?.columns.find(({ name }) => name === column.name);
    if (existing === undefined || old === undefined) continue;
    await allowMissing(session, old);
    await addColumn(session, existing, { ...column, name: freshColumnName(column.name), nullable: true }, column.name);
  }
}

/** Inside the transaction of the rows: from now on the swap is to be finished, not undone. */
export async function recordSwaps(
  { meta, connection, replica }: MysqlSession,
  { keepsRows }: SwapEnd,
  record: NewRecord,
): Promise<void> {
  const shadow = COLUMN_SWAP[keepsRows ? 'keeping' : 'replacing'];
  await meta.saveLoad(connection.query, { ...replica, shadow, state: 'ready', record });
}

/** Whether a load under way is a swap of columns. */
export function isSwap({ shadow }: OpenLoad): boolean {
  return shadow === COLUMN_SWAP.replacing || shadow === COLUMN_SWAP.keeping;
}

/** Finishes a swap whose rows were committed, undoes another. Returns what it did, as a sentence. */
export async function settleSwap(session: MysqlSession, { record, shadow }: OpenLoad): Promise<string> {
  if (record === undefined) {
    await undoSwaps(session);
    return 'Columns that an interrupted change of types had left behind were dropped.';
  }
  const keepsRows = shadow === COLUMN_SWAP.keeping;
  await finishSwaps(session, { names: record.own.columns, keepsRows, required: new Set() });
  return 'A change of types that was interrupted after its last row was finished.';
}

/**
 * Puts the new columns in the place of the old ones, by one statement.
 *
 * @throws CodedError `SQL_UNIQUE_INDEX` when an index of the user does not allow the new values. The swap stays `ready`.
 */
export async function finishSwaps(session: MysqlSession, end: SwapEnd): Promise<void> {
  const { connection, meta, replica, table } = session;
  const existing = await readTable(connection, table, replica);
  if (existing !== undefined) await swapColumns(session, existing, end);
  await meta.endLoad(connection.query, replica);
}

/** Forgets a swap whose rows were not committed. */
export async function undoSwaps(session: MysqlSession): Promise<void> {
  await dropFreshColumns(session);
  await session.meta.endLoad(session.connection.query, session.replica);
}

async function swapColumns(session: MysqlSession, existing: CatalogTable, end: SwapEnd): Promise<void> {
  const find = (name: string): CatalogColumn | undefined => existing.columns.find((column) => column.name === name);
  const clauses: string[] = [];
  const moved: CatalogColumn[] = [];
  const lookups: LookupTable[] = [];
  const names = new Set([...end.names, ...existing.columns.map((column) => column.name)]);
  for (const name of names) {
    const fresh = find(freshColumnName(name));
    if (fresh === undefined) continue;
    const old = find(name);
    if (old !== undefined) clauses.push(...(await removeOld(session, existing, old, end)));
    if (old?.lookup !== undefined) lookups.push(old.lookup);
    const nullable = !end.required.has(name) || (await hasRow(session, `${quote(fresh.name)} IS NULL`));
    const definition = defineColumn({ ...fresh, name, nullable }, session.server.binaryCollation);
    clauses.push(`CHANGE COLUMN ${quote(fresh.name)} ${definition}`);
    moved.push({ ...fresh, name });
  }
  if (moved.length === 0) return;
  // The server made them for the foreign keys that go; they go with their columns.
  const own = new Set(existing.columns.flatMap(({ foreignKey }) => (foreignKey === undefined ? [] : [foreignKey])));
  clauses.push(...(await moveIndexes(session, moved, own)));
  await alterUniquely(session, clauses.join(', '));
  for (const lookup of lookups) await dropUnused(session, lookup);
}

async function alterUniquely(session: MysqlSession, clauses: string): Promise<void> {
  try {
    await alterTable(session, clauses);
  } catch (error) {
    const index = await violatedIndex(session, error);
    throw index === undefined ? error : unfinishedSwapError(session.table, index);
  }
}

/** Old values of rows that no snapshot brings stay, in a column of another name. */
async function removeOld(
  session: MysqlSession,
  { columns }: CatalogTable,
  old: CatalogColumn,
  { keepsRows }: SwapEnd,
): Promise<string[]> {
  const name = quote(old.name);
  const missed = `${name} IS NOT NULL AND ${quote(freshColumnName(old.name))} IS NULL`;
  if (keepsRows && (await hasRow(session, missed))) {
    const kept = keptName(old.name, new Set(columns.map((column) => column.name.toLowerCase())));
    note(session, `Rows that no snapshot brings have their values of column ${old.name} in column ${kept}.`);
    return [`RENAME COLUMN ${name} TO ${quote(kept)}`];
  }
  const key = old.foreignKey === undefined ? [] : [`DROP FOREIGN KEY ${quote(old.foreignKey)}`];
  return [...key, `DROP COLUMN ${name}`];
}

async function dropFreshColumns(session: MysqlSession): Promise<void> {
  const { connection, table, replica } = session;
  const existing = await readTable(connection, table, replica);
  const names = (existing?.columns ?? []).map(({ name }) => name).filter(isFreshColumn);
  if (names.length === 0) return;
  await alterTable(session, names.map((name) => `DROP COLUMN ${quote(name)}`).join(', '));
}

async function hasRow({ connection, table }: MysqlSession, condition: string): Promise<boolean> {
  return (await connection.query(`SELECT 1 AS found FROM ${quote(table)} WHERE ${condition} LIMIT 1`)).length > 0;
}
