/** A row of the API. Those that changed longest ago come first. */
export interface Row {
  readonly id: number;
  readonly updated_at: string;
  readonly [field: string]: unknown;
}

/** What the stand-in of the API holds, by the path that it is read from. */
export const fakeData: Readonly<Record<string, readonly Row[]>> = {
  items: [1, 2, 3, 4, 5].map(makeItem),
};

/** The price comes as a text, as from many an API: the schema says number, and the transformer casts it. */
export function makeItem(id: number): Row {
  const day = String(id).padStart(2, '0');
  return { id, name: `Item ${id}`, price: `${id}.50`, updated_at: `2026-01-${day}T12:00:00Z` };
}
