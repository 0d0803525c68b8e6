import type { TypeChange } from './column-swap.js';
import { isAbsent, sameKey } from './merge-statements.js';
import { freshColumnName, literal, quote, realName } from './names.js';
import type { MysqlSession } from './session.js';
import type { Staging } from './staging.js';
import { integerBytes, textRoom, typeWords } from './type-words.js';

/**
 * Fills new columns of rows that no snapshot brings from their old values, where a statement can. Values that none carries
 * over stay in the old column; a value that the snapshot has replaced by NULL does not.
 */
export async function carryValues(
  { connection, table }: MysqlSession,
  staging: Staging,
  changes: readonly TypeChange[],
): Promise<void> {
  for (const change of changes) {
    const forget = forgetReplaced(table, staging, change);
    if (forget !== undefined) await connection.execute(forget);
    const carried = carriedValue(change);
    if (carried === undefined) continue;
    const { value, condition } = carried;
    const name = change.column.name;
    await connection.execute(
      `UPDATE ${quote(table)} t LEFT JOIN ${quote(staging.table)} s ON ${sameKey(staging)}
       SET t.${quote(freshColumnName(name))} = ${value}
       WHERE ${isAbsent(staging, 's')} AND t.${quote(name)} IS NOT NULL AND ${condition}`,
    );
  }
}

/** A column that forbids NULL in spite of a swap has a default, which the snapshot does not replace by NULL. */
function forgetReplaced(table: string, staging: Staging, { column, from }: TypeChange): string | undefined {
  if (!from.nullable && from.defaultSql !== undefined) return undefined;
  const [old, fresh] = [`t.${quote(column.name)}`, `t.${quote(freshColumnName(column.name))}`];
  return `UPDATE ${quote(table)} t JOIN ${quote(staging.table)} s ON ${sameKey(staging)}
    SET ${old} = NULL WHERE ${fresh} IS NULL AND ${old} IS NOT NULL`;
}

interface Carried {
  readonly value: string;
  /** Which rows it is for. */
  readonly condition: string;
}

function carriedValue({ column, from, discardsValues }: TypeChange): Carried | undefined {
  if (discardsValues === true) return undefined;
  const old = `t.${quote(column.name)}`;
  const [before, after] = [typeWords(from.type), typeWords(column.type)];
  const room = textRoom(after);
  if (from.lookup !== undefined) {
    const { lookup } = from;
    const value = `(SELECT l.${quote(lookup.valueColumn)} FROM ${quote(realName(lookup))} l
      WHERE l.${quote(lookup.idColumn)} = ${old})`;
    return room === undefined ? undefined : { value, condition: fits(value, room) };
  }
  if (before.base === 'binary')
    return column.form.kind === 'ip' ? { value: address(old), condition: 'TRUE' } : undefined;
  if (room !== undefined && (textRoom(before) !== undefined || from.enumValues !== undefined)) {
    return { value: old, condition: fits(old, room) };
  }
  const isInstant = after.base === 'datetime' && (before.base === 'datetime' || before.base === 'timestamp');
  const [bytes, moreBytes] = [integerBytes(before), integerBytes(after)];
  const isWider = bytes !== undefined && moreBytes !== undefined && bytes <= moreBytes && !before.isUnsigned;
  return isInstant || isWider ? { value: old, condition: 'TRUE' } : undefined;
}

/** The official client writes an IPv4 address as four bytes, which `binary(16)` fills up with zeros. */
function address(old: string): string {
  return `INET6_NTOA(IF(SUBSTRING(${old}, 5) = ${literal('\0'.repeat(12))}, LEFT(${old}, 4), ${old}))`;
}

function fits(value: string, room: NonNullable<ReturnType<typeof textRoom>>): string {
  return 'maxChars' in room ? `CHAR_LENGTH(${value}) <= ${room.maxChars}` : `LENGTH(${value}) <= ${room.maxBytes}`;
}
