import { hashText } from './hash.js';

/** Tables whose rows partly live on another shard; such global ids lie beyond 2^53. */
const SHARDED: Readonly<Record<string, number>> = { users: 50, enrollments: 199, submissions: 199 };
const SHARDS = [10_820n, 12_947n, 21_035n].map((shard) => shard * 10_000_000_000_000n);

/** Key of a row by its number. */
export type IdOf = (index: number) => number | bigint;

/**
 * Keys of a table: ascending from an offset of its own; of canvas.users every 50th is a global id of another shard.
 *
 * @param wide whether the key holds 64 bits.
 */
export function idsOf(namespace: string, table: string, wide: boolean): IdOf {
  const offset = (hashText(`${namespace}.${table}`) % 4000) + 1;
  const every = wide && namespace === 'canvas' ? SHARDED[table] : undefined;
  if (every === undefined) return (index) => offset + index;
  return (index) => {
    if (index % every !== every - 1) return offset + index;
    return (SHARDS[index % SHARDS.length] ?? 0n) + BigInt(index + 1);
  };
}
