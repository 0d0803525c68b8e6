import type { JsonValue } from '../../util/json.js';
import { toDapRow } from './parse-json-row.js';
import { readCell } from './read-cell.js';
import type { DapRow, RowKind, RowMembers } from './row.js';
import type { Cell, CellType, CellTypes } from './row-cells.js';
import type { RowFaultReason } from './row-fault.js';

type Part = 'meta' | 'key' | 'value';

/** Where a cell belongs in a row. */
interface Place {
  readonly part: Part;
  /** Names of the members from the part down to the value. */
  readonly path: readonly string[];
  readonly type: CellType;
}

/** How the cells of a file make a row: read from its header, of either mode. */
export class RowLayout {
  readonly #places: readonly Place[];
  readonly #kind: RowKind;

  private constructor(places: readonly Place[], kind: RowKind) {
    this.#places = places;
    this.#kind = kind;
  }

  /** Reads the names of a header. Undefined when one of them is not of `meta`, `key` or `value`. */
  static of(names: readonly Cell[], kind: RowKind, types: CellTypes): RowLayout | undefined {
    const places = names.map((name) => placeOf(name ?? '', types));
    return places.every((place) => place !== undefined) ? new RowLayout(places, kind) : undefined;
  }

  /**
   * The row of a record, or why it is not a row. Members without a value are left out, as JSON Lines does; an object all
   * of whose members have none is left out too.
   */
  toRow(cells: readonly Cell[]): DapRow | RowFaultReason {
    if (cells.length !== this.#places.length) return 'the row has more or fewer cells than the header';
    const parts: Record<Part, RowMembers> = { meta: {}, key: {}, value: {} };
    for (const [index, { part, path, type }] of this.#places.entries()) {
      const cell = cells[index];
      if (cell === null || cell === undefined) continue;
      const value = readCell(cell, type);
      if (value === undefined) return 'a cell does not have the type of its column';
      put(parts[part], path, value);
    }
    if (Object.keys(parts.key).length === 0) return 'the row has no key';
    return toDapRow(parts.key, parts.value, parts.meta, this.#kind);
  }
}

function placeOf(name: string, types: CellTypes): Place | undefined {
  const [part, ...path] = name.split('.');
  if ((part !== 'meta' && part !== 'key' && part !== 'value') || path.length === 0) return undefined;
  return { part, path, type: types.get(name) ?? 'text' };
}

function put(members: RowMembers, path: readonly string[], value: JsonValue): void {
  let holder = members;
  for (const name of path.slice(0, -1)) {
    const inner = Object.hasOwn(holder, name) ? holder[name] : undefined;
    const next: RowMembers = isMembers(inner) ? inner : {};
    if (next !== inner) define(holder, name, next);
    holder = next;
  }
  define(holder, path.at(-1) ?? '', value);
}

function isMembers(value: JsonValue | undefined): value is RowMembers {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A plain assignment of `__proto__` would change the prototype. */
function define(holder: RowMembers, name: string, value: JsonValue): void {
  if (name !== '__proto__') holder[name] = value;
  else Object.defineProperty(holder, name, { value, writable: true, enumerable: true, configurable: true });
}
