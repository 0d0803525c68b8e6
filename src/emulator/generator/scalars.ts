import type { RowValue } from '../emulator.js';
import type { ColumnFact } from '../facts/column-fact.js';
import { UNSPECIFIED } from '../facts/index.js';
import type { Micros } from '../instant.js';
import { formatDate, formatInstant, formatWholeSeconds, MICROS_PER_DAY, MICROS_PER_S } from '../instant.js';
import { mix } from './hash.js';
import type { MakeValue, RowContext } from './row-context.js';
import { pick } from './texts.js';

/** Seconds of a day's last minute, the usual deadline. */
const LAST_MINUTE = 86_399;

/** Makes timestamps: creation and update follow the row, deadlines end a day, the rest comes after the creation. */
export function timestampMaker(column: ColumnFact): MakeValue {
  if (column.name === 'created_at') return (row) => formatInstant(row.createdAt);
  if (column.name === 'updated_at' || column.name === 'timestamp')
    return (row, hash) => formatInstant(updatedAt(row, hash));
  if (/^(due|lock|unlock|start|end|conclude|close|visible)_(at|date)$/.test(column.name)) {
    return (row, hash) => formatWholeSeconds(dayOf(row, hash) + LAST_MINUTE * MICROS_PER_S);
  }
  return (row, hash) => formatInstant(row.createdAt + spread(hash, 60 * MICROS_PER_DAY));
}

/** Makes dates. */
export const makeDate: MakeValue = (row, hash) => formatDate(dayOf(row, hash));

function dayOf(row: RowContext, hash: number): Micros {
  return (Math.floor(row.createdAt / MICROS_PER_DAY) + (hash % 120)) * MICROS_PER_DAY;
}

/** The change itself lies at most four hours before the commit that carried it over. */
function updatedAt(row: RowContext, hash: number): Micros {
  const late = row.at - spread(hash, 4 * 3600 * MICROS_PER_S);
  return row.version === 0 && late < row.createdAt ? row.createdAt : late;
}

/** A whole number of 0 to `limit` - 1, also for limits beyond 32 bits. */
function spread(hash: number, limit: number): number {
  return (hash * 4096 + (mix(hash, 5) & 4095)) % limit;
}

/** Makes integers, of a size that suits the name. */
export function integerMaker(column: ColumnFact): MakeValue {
  const { name, type } = column;
  if (type === 'int64') {
    if (/(size|quota|bytes)/.test(name)) return (_, hash) => hash * 1000 + 500;
    return (_, hash) => (hash % 101 === 0 ? 108_200_000_000_000_000n + BigInt(hash) : (hash % 900_000) + 1);
  }
  if (name === 'position') return (row) => (row.index % 50) + 1;
  if (/(attempt|count)/.test(name)) return (_, hash) => hash % 7;
  if (/(micros|time|seconds)/.test(name)) return (_, hash) => hash % 2_000_000;
  return (_, hash) => (hash % 41 === 0 ? -(hash % 100) : hash % (type === 'int16' ? 1000 : 20_000));
}

/** Makes scores and points: mostly halves, some with many digits. */
export const makeFloat: MakeValue = (_, hash) => {
  if (hash % 29 === 0) return 0.1 + 0.2;
  return hash % 5 === 0 ? (hash % 10_000_000) / 99_991 : (hash % 201) / 2;
};

/** Makes decimals; only such whose quotient by the step is whole in binary too, as validators compute it. */
export function decimalMaker(precision: number, scale: number): MakeValue {
  const step = Number(`1e-${scale}`);
  const bound = 10 ** (precision - scale);
  const steps = Array.from({ length: 400 }, (_, n) => n * 37 * step);
  const values = steps
    .map((value) => Number(value.toFixed(scale)))
    .filter((value) => value < bound && Number.isInteger(value / step));
  return (_, hash) => pick(values, hash);
}

/** Values that most rows of a real institution have, if the enum has them. */
const USUAL =
  /^(GET|1\.1|active|available|graded|published|registered|points|assignment|StudentEnrollment|online_text_entry)$/;

/** Makes values of an enum: mostly the usual one, occasionally the one for unlisted values. */
export function enumMaker(column: ColumnFact): MakeValue {
  const values = (column.values ?? []).filter((value) => value !== UNSPECIFIED);
  const rare = column.values?.includes(UNSPECIFIED) === true ? UNSPECIFIED : values[0];
  const first = values.find((value) => USUAL.test(value)) ?? values[0] ?? '';
  return (_, hash) => {
    if (hash % 397 === 0) return rare;
    return hash % 10 < 6 ? first : pick(values, hash >>> 4);
  };
}

/** Values of an open enum that its list does not have. */
const CONTROLLERS = ['accounts', 'announcements', 'assignments_api', 'context_modules', 'files', 'gradebooks', 'users'];

/** Makes values of an enum that takes any other text as well. */
export function openEnumMaker(column: ColumnFact): MakeValue {
  const unlisted = CONTROLLERS.filter((value) => column.values?.includes(value) !== true);
  return (_, hash) => pick(unlisted, hash);
}

/** Makes arrays of one to three different items. */
export function arrayMaker(items: readonly RowValue[]): MakeValue {
  return (_, hash) => {
    const first = hash % items.length;
    return items.slice(first, first + 1 + ((hash >>> 8) % 3));
  };
}
