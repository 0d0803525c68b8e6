/** A place in a record, as a chain towards the root: cheap to make, and made into a list only for a warning. */
export interface PathLink {
  readonly parent: PathLink | undefined;
  readonly key: string | number;
}

/** The place of the record itself. */
export const ROOT_PATH: PathLink = { parent: undefined, key: '' };

/** The place of the member `key` of what is at `parent`. */
export function link(parent: PathLink, key: string | number): PathLink {
  return { parent, key };
}

/**
 * The keys and indexes from the root.
 *
 * @example
 * toPath(link(link(ROOT_PATH, 'a'), 0)) // ['a', 0]
 */
export function toPath(place: PathLink): (string | number)[] {
  const path: (string | number)[] = [];
  for (let at = place; at.parent !== undefined; at = at.parent) path.push(at.key);
  return path.reverse();
}
