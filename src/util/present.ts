/** The members of `T` that may be undefined, as members that may be absent. */
export type Present<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

/**
 * A copy without the members that are undefined, for options that may be absent but not undefined.
 *
 * @example
 * present({ a: 1, b: undefined }) // { a: 1 }
 */
export function present<T extends object>(members: T): Present<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Present<T>;
}
