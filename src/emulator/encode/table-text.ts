import type { RowValue } from '../emulator.js';
import type { FaultSpec } from '../faults.js';
import type { ColumnPlan } from '../generator/column-plan.js';
import { mix } from '../generator/hash.js';
import type { RowGenerator } from '../generator/row-generator.js';
import { formatInstant } from '../instant.js';
import type { TableView } from '../store/table-view.js';
import { instantOf, isPresent } from '../store/table-view.js';
import type { Action, Encoding } from './encoder.js';

/** Faults that spoil rows. */
export interface Distortion {
  readonly unknownColumn?: FaultSpec | undefined;
  readonly wrongTypes?: FaultSpec | undefined;
}

/** Rows as they are. */
export const NO_DISTORTION: Distortion = {};

/** What a file is made of. */
export interface TableText {
  readonly view: TableView;
  readonly generator: RowGenerator;
  readonly encoding: Encoding;
  readonly incremental: boolean;
  /** Share of the rows that come twice. */
  readonly duplicates: number;
  readonly distortion: Distortion;
  readonly onRows: (count: number) => void;
}

/** Text is handed on in portions of about so many characters. */
const PORTION = 64 * 1024;

/** A column that no schema knows. */
const UNANNOUNCED = { name: 'unannounced_column', key: false, plain: true };

/** The text of the rows `indexes`, in portions; with the header where `opening` says that the file begins. */
export function* tableText(table: TableText, indexes: Iterable<number>, opening: boolean): Generator<string> {
  const { view, generator, incremental } = table;
  const columns = table.distortion.unknownColumn === undefined ? generator.columns : withUnannounced(generator.columns);
  const encoder = table.encoding.encoderFor(columns);
  let text = opening ? encoder.head() : '';
  let repeated = '';
  let rows = 0;
  for (const index of indexes) {
    const change = view.changes.get(index);
    const at = instantOf(view, index);
    generator.fill(index, change?.version ?? 0, at);
    const action: Action = incremental ? (change?.deleted === true ? 'D' : 'U') : undefined;
    const row = encoder.row(distort(table, index), formatInstant(at), action);
    text += row;
    rows += 1;
    if (table.duplicates > 0 && mix(index, 0xd0b) / 0x1_0000_0000 < table.duplicates) repeated += row;
    if (text.length < PORTION) continue;
    table.onRows(rows);
    yield text + repeated;
    text = '';
    repeated = '';
    rows = 0;
  }
  table.onRows(rows);
  if (text !== '' || repeated !== '') yield text + repeated;
}

/** Present rows of a range of row numbers. */
export function* presentRows(view: TableView, from: number, to: number): Generator<number> {
  for (let index = from; index < to; index += 1) if (isPresent(view, index)) yield index;
}

function withUnannounced(columns: readonly ColumnPlan[]): readonly ColumnPlan[] {
  const base = columns[columns.length - 1] as ColumnPlan;
  return [...columns, { ...base, ...UNANNOUNCED }];
}

function distort(table: TableText, index: number): readonly (RowValue | undefined)[] {
  const { unknownColumn, wrongTypes } = table.distortion;
  const { values, columns } = table.generator;
  if (unknownColumn === undefined && wrongTypes === undefined) return values;
  const struck = (fault: FaultSpec | undefined, salt: number): boolean =>
    fault !== undefined && mix(index, salt) % 1000 < (fault.percent ?? 10) * 10;
  const spoilt = struck(wrongTypes, 0x3e)
    ? columns.map((column, at) => (column.key ? values[at] : spoil(values[at], at)))
    : [...values];
  return struck(unknownColumn, 0x11) ? [...spoilt, 'surprise'] : spoilt;
}

/** Numbers and booleans as texts; a few texts as numbers. */
function spoil(value: RowValue | undefined, at: number): RowValue | undefined {
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && at % 4 === 0 ? value.length : value;
}
