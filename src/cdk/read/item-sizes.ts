import { stringifyJson } from '../../util/json.js';
import { EncodedRecords, RecordBatch, type StreamItem } from '../stream-items.js';

/** One record of so many is measured; the others count as much as the last one measured. */
const MEASURE_EVERY = 50;

/** Adds up records and their size. Sizes are estimated: to measure each record would cost as much as to write it. */
export class ItemSizes {
  records = 0;
  chars = 0;
  #untilMeasure = 0;
  #lastChars = 0;

  clear(): void {
    this.records = 0;
    this.chars = 0;
  }

  add(item: StreamItem<object>): void {
    if (item instanceof EncodedRecords) {
      this.records += 1;
      this.chars += item.bytes.length;
    } else if (item instanceof RecordBatch) {
      for (const record of item.records) this.#addRecord(record);
    } else {
      this.#addRecord(item);
    }
  }

  #addRecord(record: object): void {
    if (this.#untilMeasure <= 0) {
      this.#lastChars = stringifyJson(record)?.length ?? 0;
      this.#untilMeasure = MEASURE_EVERY;
    }
    this.#untilMeasure -= 1;
    this.records += 1;
    this.chars += this.#lastChars;
  }
}
