import { createAjv } from '../../../schema/ajv.js';

/** The formats that a string may have, as a set of bits. */
export type FormatSet = number;

const DATE = 1;
const INSTANT = 2;
const LOCAL_TIMESTAMP = 4;
const UUID = 8;
/** What a field may be before its first value. */
export const ALL_FORMATS: FormatSet = DATE | INSTANT | LOCAL_TIMESTAMP | UUID;

const KEYWORDS: ReadonlyMap<FormatSet, Readonly<Record<string, string>>> = new Map([
  [DATE, { format: 'date' }],
  [INSTANT, { format: 'date-time', airbyte_type: 'timestamp_with_timezone' }],
  [LOCAL_TIMESTAMP, { format: 'date-time', airbyte_type: 'timestamp_without_timezone' }],
  [UUID, { format: 'uuid' }],
]);

type Check = (text: string) => boolean;

/**
 * Tells formats by the checks that records are validated with, for texts of the usual form only: `2024-05-01`,
 * `2024-05-01T10:00:00` with or without a zone, a bare UUID.
 */
export class StringFormats {
  readonly #isDate: Check;
  readonly #isInstant: Check;
  readonly #isTimestamp: Check;
  readonly #isUuid: Check;

  constructor() {
    const ajv = createAjv();
    this.#isDate = ajv.compile({ format: 'date' });
    this.#isInstant = ajv.compile({ format: 'date-time' });
    this.#isTimestamp = ajv.compile({ format: 'iso-date-time' });
    this.#isUuid = ajv.compile({ format: 'uuid' });
  }

  /** The formats of `text`. Most texts have none, which their length and a few characters tell. */
  of(text: string): FormatSet {
    const { length } = text;
    if (length === 36 && text[8] === '-' && this.#isUuid(text)) return UUID;
    if (length < 10 || text[4] !== '-' || text[7] !== '-') return 0;
    if (length === 10) return this.#isDate(text) ? DATE : 0;
    if (text[10] !== 'T' || !this.#isTimestamp(text)) return 0;
    return this.#isInstant(text) ? INSTANT : LOCAL_TIMESTAMP;
  }
}

let shared: StringFormats | undefined;

/** Compiling the checks is costly, so they are shared. */
export function stringFormats(): StringFormats {
  shared ??= new StringFormats();
  return shared;
}

/** The keywords for strings that all have the same format; empty if they differ. */
export function formatKeywords(formats: FormatSet): Readonly<Record<string, string>> {
  return KEYWORDS.get(formats) ?? {};
}
