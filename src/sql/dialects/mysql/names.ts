import { createHash } from 'node:crypto';
import { META_SCHEMA, stageTable, type TargetTable } from '../../contract/names.js';

/** Longest identifier of the server, in characters. */
const MAX_NAME = 64;
const DIGEST_CHARS = 16;

/**
 * Name of a table in the one database: `<schema>__<table>`, as the official client has it. A name that is too long for
 * the server is cut, and a digest of the whole makes it unique.
 *
 * @example
 * realName({ schema: 'canvas', table: 'users' }) // 'canvas__users'
 */
export function realName(target: TargetTable): string {
  const name = `${target.schema}__${target.table}`;
  return name.length <= MAX_NAME ? name : `${name.slice(0, MAX_NAME - DIGEST_CHARS - 1)}_${digest(name)}`;
}

/** Table that a fresh load fills. Always the same for one table, so that leftovers are found. */
export function shadowName(target: TargetTable): string {
  return `dap_load_${digest(realName(target))}`;
}

/** Where the swap puts a table without a record that stood in the place of the new one. */
export function leftoverName(target: TargetTable): string {
  return `dap_old_${digest(realName(target))}`;
}

/** Table that holds the rows of a stage. */
export function stageName(id: string): string {
  return `${META_SCHEMA}__${stageTable(id)}`;
}

const FRESH_COLUMN = 'dap_new_';

/** Column that is filled beside one whose type changes, until it takes its place. */
export function freshColumnName(column: string): string {
  return `${FRESH_COLUMN}${digest(column)}`;
}

/** Name of a column whose old values stay beside the new ones; `taken` in lower case. */
export function keptName(column: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number += 1) {
    const name = `${column.slice(0, MAX_NAME - 8)}_old${number === 1 ? '' : number}`;
    if (!taken.has(name.toLowerCase())) return name;
  }
}

/** Whether a column is one of those that are filled beside another. */
export function isFreshColumn(name: string): boolean {
  return /^dap_new_[0-9a-f]{16}$/.test(name);
}

/** Locks are those of the whole server: the name of the database is part of it. */
export function lockName(database: string, table: string): string {
  return `dap_table_${digest(`${database}\0${table}`)}`;
}

/** Quotes an identifier. */
export function quote(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

/** Writes a text as a literal. The sessions never have `NO_BACKSLASH_ESCAPES`. */
export function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''").replaceAll('\0', '\\0')}'`;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, DIGEST_CHARS);
}
