/** Something that is shared by the streams of a command and closed at its end. */
export interface Shared {
  close(): Promise<void>;
}

/** What several streams of one command use together, by the object that it belongs to and a key. */
export class SharedReads {
  readonly #byOwner = new Map<object, Map<string, Shared>>();

  /** The same for the same owner and key; made at the first call. */
  of<S extends Shared>(owner: object, key: string, make: () => S): S {
    const known = this.#byOwner.get(owner) ?? new Map<string, Shared>();
    this.#byOwner.set(owner, known);
    const found = known.get(key) as S | undefined;
    if (found !== undefined) return found;
    const made = make();
    known.set(key, made);
    return made;
  }

  async close(): Promise<void> {
    const all = [...this.#byOwner.values()].flatMap((known) => [...known.values()]);
    this.#byOwner.clear();
    await Promise.all(all.map(async (shared) => await shared.close()));
  }
}
