import { Checkpoint, EncodedRecords, PageEnd, RecordBatch, type StreamItem } from '../stream-items.js';

const LINE_FEED = 10;

/** How many records an item holds. */
export function recordsIn<T extends object>(item: StreamItem<T>): number {
  if (item instanceof RecordBatch) return item.records.length;
  if (item instanceof Checkpoint || item instanceof PageEnd) return 0;
  return item instanceof EncodedRecords ? linesIn(item.bytes) : 1;
}

function linesIn(bytes: Uint8Array): number {
  let lines = 0;
  for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, at + 1)) lines += 1;
  return bytes.length > 0 && bytes.at(-1) !== LINE_FEED ? lines + 1 : lines;
}
