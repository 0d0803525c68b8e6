import type { ColumnPlan } from '../generator/column-plan.js';
import { mix } from '../generator/hash.js';
import type { RowGenerator } from '../generator/row-generator.js';
import { formatInstant } from '../instant.js';
import type { TableView } from '../store/table-view.js';
import { instantOf, isPresent } from '../store/table-view.js';
import type { Distortion } from './distortion.js';
import { distortedAction, distortedColumns, distortedValues, typedDistortion } from './distortion.js';
import type { EncodeFile, Layout, ServedRow, TextEncoding } from './encoder.js';

/** What a file consists of. */
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

/** The text of the rows `indexes`, in portions; with the header if `opening` is set, at the beginning of a file. */
export function* tableText(
  table: TableText,
  encoding: TextEncoding,
  indexes: Iterable<number>,
  opening: boolean,
): Generator<string> {
  const encoder = encoding.encoderFor(columnsOf(table), table.layout);
  let text = opening ? encoder.head() : '';
  let repeated = '';
  for (const { values, at, action, saidAction, repeated: twice } of servedRows(table, indexes)) {
    const row = encoder.row(values, formatInstant(at), action, saidAction);
    text += row;
    if (twice) repeated += row;
    if (text.length < PORTION) continue;
    yield text + repeated;
    text = '';
    repeated = '';
  }
  if (text !== '' || repeated !== '') yield text + repeated;
}

/** The bytes of a file of the rows `indexes`, in pieces; its columns have types, so values keep theirs. */
export function tableBytes(table: TableText, encode: EncodeFile, indexes: Iterable<number>): Iterable<Uint8Array> {
  const typed = { ...table, distortion: typedDistortion(table.distortion) };
  return encode(columnsOf(table), table.layout, servedRows(typed, indexes));
}

/** Makes rows one after the other, faults applied. */
function* servedRows(table: TableText, indexes: Iterable<number>): Generator<ServedRow> {
  const { view, generator, layout, duplicates, distortion } = table;
  const row: ServedRow = { values: [], at: 0, action: undefined, saidAction: undefined, repeated: false };
  let rows = 0;
  for (const index of indexes) {
    const change = view.changes.get(index);
    row.at = instantOf(view, index);
    generator.fill(index, change?.version ?? 0, row.at);
    row.values = distortedValues(distortion, generator.columns, generator.values, index);
    row.repeated = duplicates > 0 && mix(index, 0xd0b) / 0x1_0000_0000 < duplicates;
    if (layout.incremental) row.action = change?.deleted === true ? 'D' : 'U';
    row.saidAction = distortedAction(distortion, index);
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
  return distortedColumns(table.distortion, table.generator.columns);
}
