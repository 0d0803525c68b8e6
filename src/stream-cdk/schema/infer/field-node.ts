import type { JsonObject, JsonValue } from '../../../util/json.js';
import { ALL_FORMATS, type FormatSet, type StringFormats } from './string-formats.js';

/** The types of JSON that a field was seen with, as a set of bits. */
export const TYPE = { boolean: 1, integer: 2, number: 4, string: 8, array: 16, object: 32 } as const;

/** Airbyte's integers must fit 64 bits. */
export const INT64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };

/** What keeps a schema, and the memory it takes, in bounds whatever the records are. */
export interface InferenceLimits {
  /** Levels of objects and lists that are looked into. */
  readonly maxDepth: number;
  /** An object of more names than this, over all records, is taken for a map from data to values. */
  readonly maxNames: number;
  /** The same for records themselves. */
  readonly maxColumns: number;
  /** Fields of a stream; those that come later are left out. */
  readonly maxFields: number;
}

/** What the fields of a stream share. */
export interface InferenceContext {
  readonly limits: InferenceLimits;
  readonly formats: StringFormats;
  /** Fields made so far. */
  fields: number;
}

/** What is known of all values at one place of a stream's records: types and counts, never a value. */
export class FieldNode {
  /** Values that are not null. */
  values = 0;
  /** Values that are objects. */
  objects = 0;
  types = 0;
  formats: FormatSet = ALL_FORMATS;
  /** Some integer needs more than 64 bits. */
  isBeyondInt64 = false;
  /** Has more names than an object may have; which they are is not kept. */
  isMap = false;
  /** Some value lies deeper than is looked into. */
  isCut = false;
  /** Some names were left out since the stream has too many fields. */
  isIncomplete = false;
  /** Names that were left out because they are data, by what they are: how many. */
  readonly dataNames = new Map<string, number>();
  readonly properties = new Map<string, FieldNode>();
  items: FieldNode | undefined;

  /** Takes a value at `depth`, 0 for a whole record. */
  observe(value: JsonValue, depth: number, context: InferenceContext): void {
    if (value === null) return;
    this.values += 1;
    if (typeof value === 'string') {
      this.types |= TYPE.string;
      if (this.formats !== 0) this.formats &= context.formats.of(value);
    } else if (typeof value === 'number') {
      this.types |= Number.isInteger(value) ? TYPE.integer : TYPE.number;
    } else if (typeof value === 'boolean') {
      this.types |= TYPE.boolean;
    } else if (typeof value === 'bigint') {
      this.#observeBigInt(value);
    } else if (depth >= context.limits.maxDepth) {
      this.types |= Array.isArray(value) ? TYPE.array : TYPE.object;
      this.isCut = true;
    } else if (Array.isArray(value)) {
      this.#observeArray(value, depth, context);
    } else {
      this.#observeObject(value, depth, context);
    }
  }

  /** Takes what is known of scalars elsewhere. */
  absorb(other: FieldNode): void {
    this.values += other.values;
    this.types |= other.types;
    this.formats &= other.formats;
    this.isBeyondInt64 ||= other.isBeyondInt64;
  }

  /** Beyond 64 bits a number is the exactest type there is; beyond every double only text is left. */
  #observeBigInt(value: bigint): void {
    if (value >= INT64.min && value <= INT64.max) {
      this.types |= TYPE.integer;
      return;
    }
    this.isBeyondInt64 = true;
    if (Number.isFinite(Number(value))) {
      this.types |= TYPE.number;
    } else {
      this.types |= TYPE.string;
      this.formats = 0;
    }
  }

  #observeArray(elements: readonly JsonValue[], depth: number, context: InferenceContext): void {
    this.types |= TYPE.array;
    if (elements.length === 0) return;
    this.items ??= new FieldNode();
    for (const element of elements) this.items.observe(element, depth + 1, context);
  }

  #observeObject(object: JsonObject, depth: number, context: InferenceContext): void {
    this.types |= TYPE.object;
    this.objects += 1;
    for (const name of Object.keys(object)) {
      if (this.isMap) return;
      const field = this.properties.get(name) ?? this.#addProperty(name, depth, context);
      field?.observe(object[name] as JsonValue, depth + 1, context);
    }
  }

  #addProperty(name: string, depth: number, context: InferenceContext): FieldNode | undefined {
    const { limits } = context;
    if (this.properties.size >= (depth === 0 ? limits.maxColumns : limits.maxNames)) {
      this.isMap = true;
      context.fields -= this.#countFields();
      this.properties.clear();
      return undefined;
    }
    if (context.fields >= limits.maxFields) {
      this.isIncomplete = true;
      return undefined;
    }
    context.fields += 1;
    const field = new FieldNode();
    this.properties.set(name, field);
    return field;
  }

  #countFields(): number {
    let count = this.items === undefined ? 0 : this.items.#countFields();
    for (const field of this.properties.values()) count += 1 + field.#countFields();
    return count;
  }
}
