/** Where a schema stands. */
export interface Site {
  readonly file: string;
  readonly tokens: readonly string[];
  /** For people: `User.address.city`. */
  readonly place: string;
  readonly depth: number;
  /** What is merged into another schema, and what lies within such a one. */
  readonly role: 'own' | 'included' | 'within-included';
}

/** A schema of several that hold together, and the steps to it. */
export interface Piece {
  readonly schema: unknown;
  readonly steps: readonly string[];
}

/** Where a piece of the schema at `site` stands. */
export function beside(site: Site, steps: readonly string[]): Site {
  return { ...site, tokens: [...site.tokens, ...steps], depth: site.depth + 1 };
}

/** Where a part of the schema at `site` stands. */
export function inside(site: Site, place: string, ...steps: readonly string[]): Site {
  return { ...beside(site, steps), place, role: site.role === 'own' ? 'own' : 'within-included' };
}
