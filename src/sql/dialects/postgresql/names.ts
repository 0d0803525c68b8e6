import { createHash } from 'node:crypto';
import type { TargetTable } from '../../contract/names.js';

/** Longest name of PostgreSQL in bytes; what is longer, it cuts without an error. */
export const MAX_NAME_BYTES = 63;

/** A name as PostgreSQL cuts it: whole characters in 63 bytes. */
export function cutName(name: string, maxBytes = MAX_NAME_BYTES): string {
  if (Buffer.byteLength(name) <= maxBytes) return name;
  let cut = '';
  let bytes = 0;
  for (const character of name) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    cut += character;
  }
  return cut;
}

/**
 * A name that fits and does not collide with another long one: its beginning, and a hash of the whole.
 *
 * @example
 * hashedName('a'.repeat(70)) // 'aaa…a_c8d7a0e5', 63 bytes
 */
export function hashedName(name: string): string {
  if (Buffer.byteLength(name) <= MAX_NAME_BYTES) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return `${cutName(name, MAX_NAME_BYTES - hash.length - 1)}_${hash}`;
}

/** Names of columns as the database has them. A long name is cut; one that would then be taken ends with a hash. */
export function columnNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const cut = cutName(name);
    const free = taken.has(cut) ? hashedName(name) : cut;
    taken.add(free);
    return free;
  });
}

/** Name of the primary key, as the official client has it. */
export function keyName({ table }: TargetTable): string {
  return cutName(`pk_${table}`);
}

/** A name in double quotes. */
function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Schema and name in double quotes. */
export function qualified(schema: string, name: string): string {
  return `${quote(schema)}.${quote(name)}`;
}

/** The key of the advisory lock of a table: 64 bits of a hash of its place. */
export function lockKey({ schema, table }: TargetTable): bigint {
  const hash = createHash('sha256')
    .update(`dap\0${schema}\0${cutName(table)}`)
    .digest();
  return hash.readBigInt64BE();
}
