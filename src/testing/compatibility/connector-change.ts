/** A difference between two versions of a connector's specification or catalog. Names only, never a value of data. */
export interface ConnectorChange {
  /** Whether it breaks what was set up with the previous version. */
  readonly breaking: boolean;
  /** The stream, as `name` or `namespace.name`; absent in specifications. */
  readonly stream?: string;
  /** The field, as `address.lines[].text`; '' for the stream or the specification as a whole. */
  readonly place: string;
  /** What changed, in a few words. */
  readonly what: string;
}

/**
 * A change in one line.
 *
 * @example
 * describeChange({ breaking: true, stream: 'users', place: 'email', what: 'removed' }) // 'users: email: removed'
 */
export function describeChange({ stream = '', place, what }: ConnectorChange): string {
  return [stream, place, what].filter((part) => part !== '').join(': ');
}

/**
 * The place of the field `name` in what is at `parent`; odd names stand in quotes.
 *
 * @example
 * fieldPlace('address', 'city') // 'address.city'
 * fieldPlace('', 'a.b')         // '"a.b"'
 */
export function fieldPlace(parent: string, name: string): string {
  const shown = /^[^\s.:"[\]()]+$/.test(name) ? name : JSON.stringify(name);
  return parent === '' ? shown : `${parent}.${shown}`;
}

/** A change at `place` that breaks. */
export function breaking(place: string, what: string): ConnectorChange {
  return { breaking: true, place, what };
}

/** A change at `place` that breaks nothing. */
export function safe(place: string, what: string): ConnectorChange {
  return { breaking: false, place, what };
}
