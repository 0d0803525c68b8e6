import { parseLooseJson } from '../../dap/index.js';
import { type JsonValue, stringifyJson } from '../../util/json.js';
import { CLOSE_BRACE, COLON, COMMA, OPEN_BRACE, QUOTE, SURPRISE, skipSpaces } from './ascii.js';
import type { Edits } from './edits.js';
import { inspectValue } from './inspect-value.js';
import type { LineNotes } from './line-notes.js';
import { NameTable } from './name-table.js';
import type { PaddedBytes } from './padded-bytes.js';
import { scanNumber } from './scan-number.js';
import { scanPlainString } from './scan-string.js';
import { scanValue } from './scan-value.js';
import { skipValue } from './skip-value.js';
import { ACCEPT, type ValueNode } from './value-node.js';

/** Integers of at most so many digits are exact in a double. */
const SAFE_DIGITS = 15;

/** A column of a table. */
export interface Column {
  readonly name: string;
  readonly node: ValueNode;
  readonly schema: unknown;
  /** False when it is checked, but left out of what is written. */
  readonly isSelected: boolean;
  /** Casts a value that does not have the declared type; tells the notes of the line about what does not fit. */
  readonly cast: (value: JsonValue) => unknown;
  /** Whether the cast makes a text of an integer, by far the most frequent of all casts. */
  readonly quotesIntegers: boolean;
}

/** What a row may have besides its known columns. */
export interface OtherColumns {
  /** Names that mean something else: columns of the other part of a row, and what the record adds. */
  readonly reserved: ReadonlySet<string>;
  readonly isSelected: (name: string) => boolean;
}

/** The columns that `key` or `value` of a row may have, in the order in which they are expected. */
export class ColumnTable {
  /** What the copy of the last object differs in. */
  readonly edits: Edits;
  readonly #names: NameTable;
  readonly #columns: readonly Column[];
  readonly #others: OtherColumns;
  readonly #notes: LineNotes;
  /** The object in which a column was last met. Numbers rise from object to object, so nothing is ever reset. */
  readonly #lastMet: Float64Array;
  #object = 0;

  constructor(columns: readonly Column[], others: OtherColumns, notes: LineNotes, edits: Edits) {
    this.#names = new NameTable(columns.map(({ name }) => name));
    this.#columns = columns;
    this.#others = others;
    this.#notes = notes;
    this.edits = edits;
    this.#lastMet = new Float64Array(columns.length);
  }

  /**
   * The position behind the object at `start`; {@link SURPRISE} when a column comes twice or in the wrong part, or when
   * a value is not JSON. A value that does not have its type is cast, and its place noted.
   */
  scan(text: PaddedBytes, start: number): number {
    const { bytes, view } = text;
    this.edits.clear();
    if (bytes[start] !== OPEN_BRACE) return SURPRISE;
    if (bytes[start + 1] === CLOSE_BRACE) return start + 2;
    this.#object += 1;
    const object = this.#object;
    /** Behind the brace or the last comma. */
    let from = start + 1;
    let index = -1;
    for (;;) {
      let at = skipSpaces(bytes, from);
      if (bytes[at] !== QUOTE) return SURPRISE;
      const found = this.#names.find(bytes, view, at, index + 1);
      if (found < 0) {
        at = this.#scanStranger(bytes, from, at);
      } else {
        if (this.#lastMet[found] === object) return SURPRISE;
        this.#lastMet[found] = object;
        at = this.#scanColumn(text, from, at, found);
        index = found;
      }
      if (at < 0) return SURPRISE;
      const next = bytes[at];
      from = at + 1;
      if (next === CLOSE_BRACE) return from;
      if (next !== COMMA) return SURPRISE;
    }
  }

  #scanColumn(text: PaddedBytes, from: number, at: number, index: number): number {
    const column = this.#columns[index] as Column;
    const valueStart = skipSpaces(text.bytes, this.#names.endOf(index, at));
    const notes = this.#notes;
    let end = scanValue(text, valueStart, column.node, notes);
    if (end < 0) {
      notes.suspects.length = 0;
      end = column.quotesIntegers ? this.#quote(text.bytes, valueStart, column) : SURPRISE;
      if (end < 0) end = this.#splice(text.bytes, valueStart, column);
      if (end < 0) return SURPRISE;
    }
    if (notes.suspects.length > 0) notes.settleSuspects(text.bytes, column.name, column.isSelected);
    if (!column.isSelected) this.edits.leaveOut(from, end);
    return end;
  }

  /** Writes an integer as a text: what the cast would do, without parsing. Longer ones may need more care. */
  #quote(bytes: Buffer, start: number, { isSelected }: Column): number {
    const end = scanNumber(bytes, start, ACCEPT.integer);
    if (end < 0 || end - start > SAFE_DIGITS) return SURPRISE;
    if (isSelected) this.edits.replace(start, end, `"${bytes.toString('latin1', start, end)}"`);
    return end;
  }

  /** Parses, casts and writes one value; the rest of the row is copied. */
  #splice(
    bytes: Buffer,
    start: number,
    { name, schema, isSelected, cast }: Omit<Column, 'node' | 'quotesIntegers'>,
  ): number {
    const end = skipValue(bytes, start);
    const value = end < 0 ? undefined : parseLooseJson(bytes.toString('utf8', start, end));
    if (value === undefined) return SURPRISE;
    if (!isSelected) return end;
    inspectValue(name, value, schema, this.#notes);
    this.edits.replace(start, end, stringifyJson(cast(value)));
    return end;
  }

  /** A column that the schema does not know stays as it is. */
  #scanStranger(bytes: Buffer, from: number, at: number): number {
    const nameEnd = scanPlainString(bytes, at + 1);
    if (nameEnd < 0 || bytes[nameEnd] !== COLON) return SURPRISE;
    const name = bytes.toString('utf8', at + 1, nameEnd - 1);
    if (this.#others.reserved.has(name) || this.#notes.strangers.has(name)) return SURPRISE;
    this.#notes.strangers.add(name);
    const isSelected = this.#others.isSelected(name);
    const end = this.#splice(bytes, skipSpaces(bytes, nameEnd + 1), { name, schema: {}, isSelected, cast: keep });
    if (end >= 0 && !isSelected) this.edits.leaveOut(from, end);
    return end;
  }
}

function keep(value: JsonValue): JsonValue {
  return value;
}
