/** Longer paths are of no use in a message. */
const MAX_PATH = 200;

/**
 * The place of the first value in a state that JSON would change or drop without a word: a `Map`, a `Set`, an instance of
 * a class, a date, a function, a number that is none. Undefined for a plain JSON object, `''` for what is no object itself.
 */
export function findUnplain(state: unknown): string | undefined {
  return isPlainObject(state) ? search(state)?.slice(0, MAX_PATH) : '';
}

function search(value: unknown): string | undefined {
  switch (typeof value) {
    case 'object':
      if (value === null) return undefined;
      if (!Array.isArray(value) && !isPlainObject(value)) return '';
      return searchMembers(value);
    case 'number':
      return Number.isFinite(value) ? undefined : '';
    case 'function':
    case 'symbol':
      return '';
    default:
      return undefined;
  }
}

function searchMembers(holder: object): string | undefined {
  for (const [name, member] of Object.entries(holder)) {
    const place = search(member);
    if (place !== undefined) return place === '' ? name : `${name}.${place}`;
  }
  return undefined;
}

/** Of any realm: its prototype has none itself. */
function isPlainObject(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
