import { isJsonObject, type JsonValue } from '../../util/json.js';

const MICROS_PER_SECOND = 1_000_000n;
const NANOS_PER_MICRO = 1000n;
const MS_PER_DAY = 86_400_000;

/** Strict: bytes that are not UTF-8 would silently become replacement characters, a byte order mark would vanish. */
const TEXT = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** How the reader of Parquet turns stored values into ours: every instant exact, as a text in UTC. */
export const PARQUET_PARSERS = {
  timestampFromMilliseconds: (millis: bigint) => instantText(BigInt(millis) * 1000n),
  timestampFromMicroseconds: (micros: bigint) => instantText(BigInt(micros)),
  timestampFromNanoseconds: (nanos: bigint) => nanosText(BigInt(nanos)),
  dateFromDays: (days: number) => new Date(days * MS_PER_DAY).toISOString().slice(0, -'T00:00:00.000Z'.length),
  stringFromBytes: (bytes: Uint8Array | undefined) => (bytes === undefined ? undefined : TEXT.decode(bytes)),
};

/**
 * A value of a Parquet file as JSON Lines have it: integers beyond 2^53 as `bigint`, members without a value left out,
 * floats that are not finite as texts.
 */
export function toJsonValue(value: unknown): JsonValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? Number(value) : value;
    default:
      return Array.isArray(value) ? value.map(toJsonValue) : isJsonObject(value) ? membersOf(value) : null;
  }
}

function membersOf(struct: Readonly<Record<string, unknown>>): JsonValue {
  const members = Object.entries(struct).filter(([, value]) => value !== null && value !== undefined);
  // Not by assignment: a column may be named __proto__.
  return Object.fromEntries(members.map(([name, value]) => [name, toJsonValue(value)]));
}

/** Microseconds since the epoch as DAP writes an instant, with six digits. */
function instantText(micros: bigint): string {
  const fraction = ((micros % MICROS_PER_SECOND) + MICROS_PER_SECOND) % MICROS_PER_SECOND;
  const wholeMs = Number((micros - fraction) / 1000n);
  const seconds = new Date(wholeMs).toISOString().slice(0, -'.000Z'.length);
  return `${seconds}.${String(fraction).padStart(6, '0')}Z`;
}

/** Nanoseconds have nine digits where six would not do. */
function nanosText(nanos: bigint): string {
  const rest = ((nanos % NANOS_PER_MICRO) + NANOS_PER_MICRO) % NANOS_PER_MICRO;
  const text = instantText((nanos - rest) / NANOS_PER_MICRO);
  return rest === 0n ? text : `${text.slice(0, -1)}${String(rest).padStart(3, '0')}Z`;
}
