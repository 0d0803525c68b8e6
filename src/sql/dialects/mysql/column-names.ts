import { createHash } from 'node:crypto';

/** Longest name of a column, in characters. */
const MAX_NAME = 64;
const DIGEST_CHARS = 8;

/**
 * Names of columns as the server can hold them: not too long, and not equal but for case. A name that has to change ends
 * with a digest of the one it had.
 *
 * @example
 * columnNames(['id', 'Name', 'name']) // ['id', 'Name', 'name_82a3537f']
 */
export function columnNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const isFree = name.length <= MAX_NAME && !taken.has(name.toLowerCase());
    const chosen = isFree ? name : `${name.slice(0, MAX_NAME - DIGEST_CHARS - 1)}_${digest(name)}`;
    taken.add(chosen.toLowerCase());
    return chosen;
  });
}

function digest(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, DIGEST_CHARS);
}
