import { FieldNode, INT64, TYPE } from '../field-node.js';
import type { ObservedStream } from '../read-messages.js';
import { ALL_FORMATS, type StringFormats } from '../string-formats.js';

// Leading zeros, as in postal codes, and a plus sign, as in telephone numbers, are those of texts.
const INTEGER = /^-?(?:0|[1-9]\d*)$/;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const BOOLEAN = /^(?:true|false)$/i;

/** What all cells of a column can be read as; an empty cell is null. */
class CsvColumn {
  #values = 0;
  #isInteger = true;
  #isNumber = true;
  #isBoolean = true;
  #isBeyondInt64 = false;
  #formats = ALL_FORMATS;

  observe(cell: string, formats: StringFormats): void {
    if (cell === '') return;
    this.#values += 1;
    this.#isInteger &&= INTEGER.test(cell);
    this.#isNumber &&= NUMBER.test(cell) && Number.isFinite(Number(cell));
    this.#isBoolean &&= BOOLEAN.test(cell);
    if (this.#formats !== 0) this.#formats &= formats.of(cell);
    if (this.#isInteger && cell.length > 18)
      this.#isBeyondInt64 ||= BigInt(cell) > INT64.max || BigInt(cell) < INT64.min;
  }

  toField(): FieldNode {
    const field = new FieldNode();
    field.values = this.#values;
    if (this.#values === 0) return field;
    const isWhole = this.#isInteger && !this.#isBeyondInt64;
    if (this.#isBoolean) field.types = TYPE.boolean;
    else if (this.#isNumber) field.types = isWhole ? TYPE.integer : TYPE.number;
    else field.types = TYPE.string;
    field.isBeyondInt64 = this.#isInteger && this.#isBeyondInt64;
    field.formats = this.#formats;
    return field;
  }
}

/** The columns of a table of texts, each with the narrowest type that all its cells have. */
export class CsvColumns {
  readonly #columns: readonly (readonly [name: string, column: CsvColumn])[];

  /** @param header - a name that is empty or taken gets a number */
  constructor(header: readonly string[]) {
    const taken = new Set<string>();
    this.#columns = header.map((cell, index) => {
      const wanted = cell.trim() === '' ? `column_${index + 1}` : cell.trim();
      let name = wanted;
      for (let number = 2; taken.has(name); number += 1) name = `${wanted}_${number}`;
      taken.add(name);
      return [name, new CsvColumn()];
    });
  }

  observe(row: readonly string[], formats: StringFormats): void {
    for (const [index, [, column]] of this.#columns.entries()) column.observe(row[index] ?? '', formats);
  }

  /** Puts the columns into a stream. One that it has already, from another file, is of both types. */
  addTo({ root, context }: ObservedStream, rows: number): void {
    root.values += rows;
    root.objects += rows;
    root.types |= TYPE.object;
    for (const [name, column] of this.#columns) {
      const field = column.toField();
      const known = root.properties.get(name);
      if (known === undefined) {
        root.properties.set(name, field);
        context.fields += 1;
      } else {
        known.absorb(field);
      }
    }
  }
}
