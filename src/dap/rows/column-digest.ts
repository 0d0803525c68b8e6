import { createHash } from 'node:crypto';
import type { Column, ColumnType } from './column.js';

/**
 * Which columns a table had, in five characters for each: four of the name's hash, one for the type. Small enough for a
 * state or a bookmark; two names of a table share a hash once in some million tables.
 */
export type ColumnDigest = string;

/** How the columns of a table differ from those of a digest. */
export interface ColumnDifference {
  readonly added: readonly string[];
  /** Columns whose values are written in another form now; a wider limit or a new value of an enumeration does not count. */
  readonly retyped: readonly string[];
  /** How many columns are gone. Their names are not in the digest. */
  readonly removed: number;
}

const NAME_CHARS = 4;
const ENTRY_CHARS = NAME_CHARS + 1;

/** One character for each form that the values of a column have in JSON. */
const FORM_OF_KIND: Readonly<Record<ColumnType['kind'], string>> = {
  array: 'a',
  boolean: 'b',
  date: 'd',
  'date-time': 't',
  decimal: 'n',
  duration: 's',
  enum: 's',
  float: 'n',
  integer: 'i',
  ip: 's',
  object: 'o',
  text: 's',
  time: 's',
  unknown: 'u',
  uuid: 's',
};

/** The digest of columns, whatever their order. */
export function digestColumns(columns: readonly Column[]): ColumnDigest {
  return columns
    .map((column) => hashOf(column.name) + FORM_OF_KIND[column.type.kind])
    .sort()
    .join('');
}

/**
 * Compares the columns of a table with a digest of earlier ones.
 *
 * @returns undefined when `before` is not a digest.
 */
export function compareColumns(before: ColumnDigest, now: readonly Column[]): ColumnDifference | undefined {
  if (before.length % ENTRY_CHARS !== 0) return undefined;
  const formByName = new Map<string, string>();
  for (let at = 0; at < before.length; at += ENTRY_CHARS) {
    formByName.set(before.slice(at, at + NAME_CHARS), before.slice(at + NAME_CHARS, at + ENTRY_CHARS));
  }
  const known = now.filter(({ name }) => formByName.has(hashOf(name)));
  const added = now.filter((column) => !known.includes(column));
  const retyped = known.filter(({ name, type }) => formByName.get(hashOf(name)) !== FORM_OF_KIND[type.kind]);
  return {
    added: added.map(({ name }) => name),
    retyped: retyped.map(({ name }) => name),
    removed: formByName.size - known.length,
  };
}

function hashOf(name: string): string {
  return createHash('sha256').update(name).digest('base64url').slice(0, NAME_CHARS);
}
