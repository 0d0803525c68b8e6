import type { JsonObject, JsonValue } from '../../util/json.js';

/**
 * A column of a DAP table, as exactly as the schema endpoint describes it. Key columns come first; the rest keeps
 * the server's order.
 */
export interface Column extends Member {
  readonly part: 'key' | 'value';
}

/** A named value: a column, or a member of a nested object. */
export interface Member extends ValueShape {
  readonly name: string;
  /** True when rows may lack the value. Key columns are never nullable. */
  readonly nullable: boolean;
}

/** What is known of a value wherever it stands: in a column, in a nested object, in a list. */
export interface ValueShape {
  readonly type: ColumnType;
  readonly title?: string;
  readonly description?: string;
  /** The value of rows that were written before the column existed. */
  readonly default?: JsonValue;
  /** Texts that stand in place of a value that was too large to be kept. */
  readonly oversizeMarkers?: readonly string[];
}

/** The type of a value. `integer` bounds and values are exact; lengths count characters. */
export type ColumnType =
  | IntegerType
  | { readonly kind: 'float'; readonly bits: 32 | 64 }
  | DecimalType
  | { readonly kind: 'boolean' | 'uuid' | 'date-time' | 'date' | 'time' | 'duration' }
  | { readonly kind: 'text'; readonly maxLength?: number }
  | { readonly kind: 'ip'; readonly versions: 'v4' | 'v6' | 'both' }
  | EnumType
  | ObjectType
  | ArrayType
  | UnknownType;

/** A whole number. Without a format, `bits` is the smallest size that holds the bounds or the values. */
export interface IntegerType {
  readonly kind: 'integer';
  readonly bits: 16 | 32 | 64;
  readonly minimum?: bigint;
  readonly maximum?: bigint;
  /** The only values that occur, in the server's order. */
  readonly values?: readonly bigint[];
}

/** A decimal number. Precision and scale are absent where the schema does not limit them. */
export interface DecimalType {
  readonly kind: 'decimal';
  /** Digits in all. */
  readonly precision?: number;
  /** Digits after the point. */
  readonly scale?: number;
}

/** A text out of a list; with `open`, any other text may come as well. */
export interface EnumType {
  readonly kind: 'enum';
  /** In the server's order. */
  readonly values: readonly string[];
  /** Name of the shared definition, or `<table>__<column>`. */
  readonly typeName: string;
  readonly open: boolean;
  /** Limit of the other texts of an open enumeration. */
  readonly maxLength?: number;
}

/** A JSON object. One that contains itself has no members from the second time on. */
export interface ObjectType {
  readonly kind: 'object';
  /** Absent when any member may occur. */
  readonly members?: readonly Member[];
  /** True when no other members can occur: only such an object becomes several columns in the mode `expanded`. */
  readonly closed: boolean;
}

/** A JSON array. */
export interface ArrayType {
  readonly kind: 'array';
  /** Absent when the schema does not say. */
  readonly items?: ValueShape;
}

/** A type that the schema does not tell, or tells in words that are not known here. Its values are JSON of any kind. */
export interface UnknownType {
  readonly kind: 'unknown';
  /** Type words of the schema, as they stand there; several for a union. */
  readonly types: readonly string[];
  /** The description of the value as the server sent it. */
  readonly node: JsonObject;
}
