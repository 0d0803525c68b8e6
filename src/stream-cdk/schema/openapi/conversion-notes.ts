/** How often something happened, and the places of the first times. */
export interface Note {
  count: number;
  readonly places: string[];
}

const SHOWN = 5;

/** What became of an API description on its way to schemas, by kind. */
export class ConversionNotes {
  readonly kinds = new Map<string, Note>();
  /** How often each keyword was left out that says nothing of a record's values, `x-...` for all extensions. */
  readonly dropped = new Map<string, number>();

  add(kind: string, place: string): void {
    const note = this.kinds.get(kind) ?? { count: 0, places: [] };
    this.kinds.set(kind, note);
    note.count += 1;
    if (note.places.length < SHOWN && !note.places.includes(place)) note.places.push(place);
  }

  drop(keyword: string): void {
    const name = keyword.startsWith('x-') ? 'x-...' : keyword;
    this.dropped.set(name, (this.dropped.get(name) ?? 0) + 1);
  }
}
