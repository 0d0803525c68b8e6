import { type ColumnCounts, parseJsonRow, RowFault, type RowKind } from '../../dap/index.js';
import { ownValue } from '../../schema/json-schema.js';
import { stringifyJson } from '../../util/json.js';
import type { OutBuffer } from '../../util/out-buffer.js';
import { DELETED_AT } from '../cdc-columns.js';
import { type Row, toRecord } from '../row-parser.js';
import { LINE_FEED } from './ascii.js';
import { inspectValue } from './inspect-value.js';
import { columnSchemas, type RecordPlan } from './record-plan.js';

/** UTF-8 takes at most so many bytes for a unit of a JavaScript string. */
const MAX_BYTES_PER_UNIT = 3;

/** Counts what is worth a word about the wanted columns of a record. */
export function inspectRecord(record: Row, plan: Pick<RecordPlan, 'schema' | 'columns'>, counts: ColumnCounts): void {
  const schemas = columnSchemas(plan.schema);
  for (const name in record) {
    const value = record[name];
    if (typeof value !== 'string' && typeof value !== 'object') continue;
    if (plan.columns?.has(name) !== false) inspectValue(name, value, ownValue(schemas, name), counts);
  }
}

/** The long way from a line to a record: parse, cast, write. */
export class RecordEncoder {
  readonly #plan: RecordPlan;
  readonly #kind: RowKind;
  readonly #counts: ColumnCounts;
  readonly #cast: (record: unknown) => void;
  readonly #schemas: Readonly<Record<string, unknown>>;

  constructor(plan: RecordPlan, kind: RowKind, counts: ColumnCounts) {
    this.#plan = plan;
    this.#kind = kind;
    this.#counts = counts;
    this.#schemas = columnSchemas(plan.schema);
    this.#cast = plan.transformer.compile(plan.schema, plan.onWarning);
  }

  /**
   * Appends the record of a line, with a line feed.
   *
   * @param place - the chunk and the offset that a fault is to name.
   * @returns false for a deletion that is left out.
   * @throws RowFault when the line cannot be handled.
   */
  encode(line: string, out: OutBuffer, place: { readonly bytes: Buffer; readonly offset: number }): boolean {
    const { columns } = this.#plan;
    const row = parseJsonRow(line, this.#kind);
    if (typeof row !== 'object') throw new RowFault(row, place.bytes, place.offset);
    if (row.op === 'D' && columns?.has(DELETED_AT) === false) return false;
    const record = toRecord(row);
    inspectRecord(record, this.#plan, this.#counts);
    for (const name in record) if (!Object.hasOwn(this.#schemas, name)) this.#plan.onUndeclared(name);
    this.#cast(record);
    const text = stringifyJson(columns === undefined ? record : pick(record, columns));
    out.reserve(text.length * MAX_BYTES_PER_UNIT + 1);
    out.appendText(text);
    out.push(LINE_FEED);
    return true;
  }
}

function pick(record: Row, columns: ReadonlySet<string>): Row {
  return Object.fromEntries(Object.entries(record).filter(([name]) => columns.has(name)));
}
