/** So many names are kept: a record that is a map can have any number. */
const MAX_NAMES = 1000;
const MAX_LISTED = 20;
const MAX_NAME_LENGTH = 80;

/** A list of names for a message: at most 20, long ones cut. */
function listNames(names: Iterable<string>): string {
  const all = [...names];
  const shown = all.slice(0, MAX_LISTED).map(showName).join(', ');
  return all.length > MAX_LISTED ? `${shown} and ${all.length - MAX_LISTED} more` : shown;
}

/**
 * What destinations trip over in the names of columns, one sentence each: an empty name, and names that differ only in
 * the case of their letters, which many databases take for one.
 *
 * @example
 * findOddNames(['id', 'Id']) // ["Columns that differ only in case are one to many destinations: id and Id."]
 */
export function findOddNames(names: Iterable<string>): string[] {
  const byLowerCase = new Map<string, string[]>();
  let hasEmpty = false;
  for (const name of new Set(names)) {
    const lower = name.toLowerCase();
    const equal = byLowerCase.get(lower);
    if (equal === undefined) byLowerCase.set(lower, [name]);
    else equal.push(name);
    hasEmpty ||= name === '';
  }
  const groups = [...byLowerCase.values()].filter((equal) => equal.length > 1);
  const colliding = groups.map((equal) => equal.map(showName).join(' and '));
  return [
    ...(hasEmpty ? ['A column has an empty name, which many destinations refuse.'] : []),
    ...(colliding.length === 0
      ? []
      : [`Columns that differ only in case are one to many destinations: ${listNames(colliding)}.`]),
  ];
}

/** Columns of the records of a stream that neither its schema nor the catalog knows. */
export class UndeclaredColumns {
  readonly #names = new Set<string>();
  #isFull = false;

  /** The names so far, at most 1,000. */
  get names(): ReadonlySet<string> {
    return this.#names;
  }

  /** Takes a name; can be handed out as a function. */
  readonly add = (name: string): void => {
    if (this.#names.size < MAX_NAMES) this.#names.add(name);
    else this.#isFull ||= !this.#names.has(name);
  };

  /** One sentence; undefined if there are none. */
  describe(areWritten: boolean): string | undefined {
    if (this.#names.size === 0) return undefined;
    const what = areWritten ? 'are written as they come' : 'are left out, because the catalog selects columns';
    const names = listNames(this.#names);
    return `Columns that its schema does not declare ${what}: ${names}${this.#isFull ? ', and others' : ''}.`;
  }
}

function showName(name: string): string {
  return name.length > MAX_NAME_LENGTH
    ? `${name.slice(0, MAX_NAME_LENGTH).toWellFormed()}…`
    : name === ''
      ? '""'
      : name;
}
