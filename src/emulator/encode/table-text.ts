import type { RowValue } from '../emulator.js';
import type { FaultSpec } from '../faults.js';
import type { ColumnPlan } from '../generator/column-plan.js';
import { mix } from '../generator/hash.js';
import type { RowGenerator } from '../generator/row-generator.js';
import { formatInstant } from '../instant.js';
import type { TableView } from '../store/table-view.js';
import { instantOf, isPresent } from '../store/table-view.js';
import type { EncodeFile, Layout, ServedRow, TextEncoding } from './encoder.js';

/** Faults that spoil rows. */
export interface Distortion {
  readonly unknownColumn?: FaultSpec | undefined;
  readonly wrongTypes?: FaultSpec | undefined;
  /** Only values change, so that files of types stay whole. */
  readonly nonFinite?: FaultSpec | undefined;
}

/** Rows as they are. */
export const NO_DISTORTION: Distortion = {};

/** What a file is made of. */
export interface TableText {
  readonly view: TableView;
  readonly generator: RowGenerator;
  readonly layout: Layout;
  /** Share of the rows that come twice. */
  readonly duplicates: number;
  readonly distortion: Distortion;
  readonly onRows: (count: number) => void;
}

/** Text is handed on in portions of about so many characters. */
const PORTION = 64 * 1024;

/** A column that no schema knows. */
const UNANNOUNCED = { name: 'unannounced_column', key: false, plain: true } as const;

/** The text of the rows `indexes`, in portions; with the header where `opening` says that the file begins. */
export function* tableText(
  table: TableText,
  encoding: TextEncoding,
  indexes: Iterable<number>,
  opening: boolean,
): Generator<string> {
  const encoder = encoding.encoderFor(columnsOf(table), table.layout);
  let text = opening ? encoder.head() : '';
  let repeated = '';
  for (const { values, at, action, repeated: twice } of servedRows(table, indexes)) {
    const row = encoder.row(values, formatInstant(at), action);
    text += row;
    if (twice) repeated += row;
    if (text.length < PORTION) continue;
    yield text + repeated;
    text = '';
    repeated = '';
  }
  if (text !== '' || repeated !== '') yield text + repeated;
}

/** The bytes of a file of the rows `indexes`, in pieces; its columns have types, so values of a wrong one do not occur. */
export function tableBytes(table: TableText, encode: EncodeFile, indexes: Iterable<number>): Iterable<Uint8Array> {
  const typed = { ...table, distortion: { ...table.distortion, wrongTypes: undefined } };
  return encode(columnsOf(table), table.layout, servedRows(typed, indexes));
}

/** Makes rows one after the other, faults applied. */
function* servedRows(table: TableText, indexes: Iterable<number>): Generator<ServedRow> {
  const { view, generator, layout, duplicates } = table;
  const row: ServedRow = { values: [], at: 0, action: undefined, repeated: false };
  let rows = 0;
  for (const index of indexes) {
    const change = view.changes.get(index);
    row.at = instantOf(view, index);
    generator.fill(index, change?.version ?? 0, row.at);
    row.values = distort(table, index);
    row.repeated = duplicates > 0 && mix(index, 0xd0b) / 0x1_0000_0000 < duplicates;
    if (layout.incremental) row.action = change?.deleted === true ? 'D' : 'U';
    rows += 1;
    yield row;
  }
  table.onRows(rows);
}

/** Present rows of a range of row numbers. */
export function* presentRows(view: TableView, from: number, to: number): Generator<number> {
  for (let index = from; index < to; index += 1) if (isPresent(view, index)) yield index;
}

function columnsOf(table: TableText): readonly ColumnPlan[] {
  const { columns } = table.generator;
  if (table.distortion.unknownColumn === undefined) return columns;
  const base = columns[columns.length - 1] as ColumnPlan;
  const fact = { name: UNANNOUNCED.name, type: 'text', nullable: true, key: false, oversize: false } as const;
  return [...columns, { ...base, ...UNANNOUNCED, fact }];
}

function distort(table: TableText, index: number): readonly (RowValue | undefined)[] {
  const { unknownColumn, wrongTypes, nonFinite } = table.distortion;
  const { values, columns } = table.generator;
  if (unknownColumn === undefined && wrongTypes === undefined && nonFinite === undefined) return values;
  const struck = (fault: FaultSpec | undefined, salt: number): boolean =>
    fault !== undefined && mix(index, salt) % 1000 < (fault.percent ?? 10) * 10;
  const spoilt = struck(wrongTypes, 0x3e)
    ? columns.map((column, at) => (column.key ? values[at] : spoil(values[at], at)))
    : [...values];
  if (struck(nonFinite, 0x2f)) {
    columns.forEach((column, at) => {
      if (column.fact.type === 'float64' && spoilt[at] !== undefined) spoilt[at] = NON_FINITE[(index + at) % 3];
    });
  }
  return struck(unknownColumn, 0x11) ? [...spoilt, 'surprise'] : spoilt;
}

const NON_FINITE = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] as const;

/** Numbers and booleans as texts; a few texts as numbers. */
function spoil(value: RowValue | undefined, at: number): RowValue | undefined {
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && at % 4 === 0 ? value.length : value;
}
