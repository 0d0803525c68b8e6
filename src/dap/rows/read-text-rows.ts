import { readTable } from '../reading/read-table.js';
import type { TableEvent } from '../reading/table-event.js';
import { resultOf, type TableDataResult } from '../results.js';
import type { CompleteJob } from '../wire.js';
import type { DapRow } from './row.js';
import { createRowDecoder, type RowDecoder } from './row-decoder.js';
import type { RowsReading } from './rows-reading.js';
import { TextRows } from './text-rows.js';

type ObjectEvent = Extract<TableEvent, { type: 'object' }>;

/** The rows of JSON Lines, CSV and TSV as their files come. */
export async function* readTextRows(reading: RowsReading): AsyncGenerator<DapRow, TableDataResult, void> {
  const { parts, ref, query, options } = reading;
  const rows = new TextRows(ref);
  let job: CompleteJob | undefined;
  for await (const event of readTable(parts, ref, query, options)) {
    switch (event.type) {
      case 'job':
        if (event.restart !== undefined && !event.restart.isSameJob && rows.hasDelivered) throw event.restart.reason;
        job = event.job;
        break;
      case 'object':
        rows.begin(event.objectId, await decoderOf(reading, event, job));
        break;
      case 'chunk':
        yield* rows.rowsOf(event);
        break;
      case 'object-again':
        if (rows.hasDeliveredOf(event.objectId)) throw event.reason;
        break;
      case 'object-end':
      case 'end':
        break;
      default:
        event satisfies never;
    }
  }
  const { objects: _, ...result } = resultOf(ref, job as CompleteJob);
  return result;
}

/** A decoder for a file; undefined for one that has not even a header. */
async function decoderOf(
  { query: { format }, kind, types }: RowsReading,
  { header }: ObjectEvent,
  job: CompleteJob | undefined,
): Promise<RowDecoder | undefined> {
  if (format === 'jsonl') return createRowDecoder({ format, kind });
  if (format === 'parquet' || header === undefined) return undefined;
  return createRowDecoder({
    format,
    kind,
    header,
    types: await types.ofFile(format, header, job?.schema_version ?? 0),
  });
}
