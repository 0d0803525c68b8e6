import type { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { loadPackage } from '../../util/load-package.js';
import type { ColumnPlan } from '../generator/column-plan.js';
import type { BinaryEncoding, EncodeFile, ServedRow, ServedValue } from './encoder.js';
import { parquetSchema } from './parquet-schema.js';
import { converterFor, type ParquetValue } from './parquet-values.js';

/** Rows of one row group: they are held in memory, and no other request is served while they are written. */
const GROUP_ROWS = 2_500;

/** The three columns of a row group that is being gathered. */
interface Group {
  readonly meta: ParquetValue[];
  readonly key: ParquetValue[];
  readonly value: ParquetValue[];
}

const NO_WRITER = 'Parquet needs the package hyparquet-writer: npm install hyparquet-writer';

async function load(): Promise<EncodeFile> {
  const writers = await loadPackage('hyparquet-writer', () => import('hyparquet-writer'), NO_WRITER);
  return (columns, layout, rows) => {
    const writer = new writers.ByteWriter();
    const schema = parquetSchema(columns, layout.incremental);
    return encode(writer, new writers.ParquetWriter({ writer, schema }), columns, rows);
  };
}

function* encode(
  writer: ByteWriter,
  file: ParquetWriter,
  columns: readonly ColumnPlan[],
  rows: Iterable<ServedRow>,
): Generator<Uint8Array> {
  const add = rowAdder(columns);
  let group: Group = { meta: [], key: [], value: [] };
  for (const row of rows) {
    add(group, row);
    if (row.repeated) add(group, row);
    if (group.meta.length < GROUP_ROWS) continue;
    writeGroup(file, group);
    yield drain(writer);
    group = { meta: [], key: [], value: [] };
  }
  if (group.meta.length > 0) writeGroup(file, group);
  void file.finish();
  yield drain(writer);
}

function rowAdder(columns: readonly ColumnPlan[]): (group: Group, row: ServedRow) => void {
  const toKey = structOf(columns, true);
  const toValue = structOf(columns, false);
  return (group, { values, at, action, saidAction = action ?? '' }) => {
    group.meta.push(action === undefined ? { ts: BigInt(at) } : { ts: BigInt(at), action: saidAction });
    group.key.push(toKey(values));
    group.value.push(action === 'D' ? null : toValue(values));
  };
}

/** Makes the struct of the key or of the other columns. */
function structOf(columns: readonly ColumnPlan[], key: boolean): (values: readonly ServedValue[]) => ParquetValue {
  const fields = columns
    .map((column, at) => ({ name: column.name, isKey: column.key, at, convert: converterFor(column.fact) }))
    .filter((field) => field.isKey === key);
  return (values) => {
    const struct: Record<string, ParquetValue> = {};
    for (const { name, at, convert } of fields) struct[name] = convert(values[at]);
    return struct;
  };
}

/** A buffer as target makes the writer finish at once: it returns no promise. */
function writeGroup(file: ParquetWriter, { meta, key, value }: Group): void {
  const columnData = [
    { name: 'meta', data: meta },
    { name: 'key', data: key },
    { name: 'value', data: value },
  ];
  void file.write({ columnData, rowGroupSize: GROUP_ROWS });
}

/** Takes out what was written; offsets within the file go on from there. */
function drain(writer: ByteWriter): Uint8Array {
  const bytes = writer.getBytes().slice();
  writer.index = 0;
  return bytes;
}

/** Parquet as Spark writes it: struct columns, snappy inside, instants in microseconds. */
export const parquet: BinaryEncoding = {
  kind: 'binary',
  extension: 'snappy.parquet',
  mediaType: 'application/vnd.apache.parquet',
  load,
};
