/** Types of texts with their longest length in bytes. */
const TEXT_BYTES: Readonly<Record<string, number>> = {
  tinytext: 255,
  text: 65_535,
  mediumtext: 16_777_215,
  longtext: 4_294_967_295,
};

const INTEGER_BYTES: Readonly<Record<string, number>> = { tinyint: 1, smallint: 2, mediumint: 3, int: 4, bigint: 8 };

/** A type of the server, taken apart. */
export interface TypeWords {
  /** `bigint`, `varchar`. */
  readonly base: string;
  /** What stands in the parentheses, of other types than enumerations. */
  readonly numbers: readonly number[];
  readonly isUnsigned: boolean;
}

/**
 * Takes a type apart.
 *
 * @example
 * typeWords('decimal(5,2)') // { base: 'decimal', numbers: [5, 2], isUnsigned: false }
 */
export function typeWords(type: string): TypeWords {
  const [, base = '', inside = ''] = /^(\w+)(?:\(([^)]*)\))?/.exec(type) ?? [];
  const numbers =
    base === 'enum'
      ? []
      : inside
          .split(',')
          .filter((part) => /^\d+$/.test(part))
          .map(Number);
  return { base, numbers, isUnsigned: / unsigned\b/.test(type) };
}

/**
 * The type as all servers would write it: MariaDB gives integers a width for display.
 *
 * @example
 * normalType('BIGINT(20)') // 'bigint'
 */
export function normalType(type: string): string {
  if (/^enum\(/i.test(type)) return `enum${type.slice(4)}`;
  return type.toLowerCase().replace(/^(tinyint|smallint|mediumint|int|bigint)\(\d+\)/, '$1');
}

/** Bytes of an integer type; undefined for another type. */
export function integerBytes(words: TypeWords): number | undefined {
  return INTEGER_BYTES[words.base];
}

/** The least and the greatest value of an integer type. */
export function integerBounds(bytes: number, isUnsigned: boolean): { minimum: bigint; maximum: bigint } {
  const bits = BigInt(bytes * 8);
  if (isUnsigned) return { minimum: 0n, maximum: 2n ** bits - 1n };
  return { minimum: -(2n ** (bits - 1n)), maximum: 2n ** (bits - 1n) - 1n };
}

/** How much text a column holds. */
export type TextRoom = { readonly maxChars: number } | { readonly maxBytes: number };

/** How much text a type holds; undefined when it is no type of texts. */
export function textRoom(words: TypeWords): TextRoom | undefined {
  if (words.base === 'varchar' || words.base === 'char') return { maxChars: words.numbers[0] ?? 1 };
  const maxBytes = TEXT_BYTES[words.base];
  return maxBytes === undefined ? undefined : { maxBytes };
}

/** Whether a column of the type has a character set that a statement may choose. */
export function isTextType(type: string): boolean {
  return textRoom(typeWords(type)) !== undefined;
}

/** Whether a default has to be written as an expression: MySQL takes no literal for these types. */
export function needsExpressionDefault(type: string): boolean {
  return /^(tinytext|text|mediumtext|longtext|json)\b/.test(type);
}
