import type { ConfiguredCatalogFile } from '../catalog-of.js';
import { recordsOf } from '../messages-of-type.js';
import type { ReceivedMessage, ReceivedRecord } from '../received-message.js';
import { streamKey } from '../stream-key.js';
import type { Assertion } from './assertion.js';
import { identityOf } from './basic-read.js';

/** Two full reads, one after the other. */
export interface FullRefreshInput {
  readonly catalog: ConfiguredCatalogFile;
  readonly first: readonly ReceivedMessage[];
  readonly second: readonly ReceivedMessage[];
  /** Top level fields that differ from read to read, such as the time of the request. */
  readonly ignoredFields?: readonly string[];
}

/** Number 45. */
export const FULL_REFRESH_ASSERTIONS: readonly Assertion<FullRefreshInput>[] = [
  { id: '45', title: 'a second full read has all records of the first, emitted later', check: checkSequentialReads },
];

function checkSequentialReads(input: FullRefreshInput): string[] {
  const problems = input.catalog.streams.flatMap((entry) => {
    const name = streamKey(entry.stream);
    const identify = (record: ReceivedRecord) =>
      identityOf(without(record, input.ignoredFields ?? []), entry.primary_key ?? []);
    const again = new Set(recordsOf(input.second, name).map(identify));
    const missing = recordsOf(input.first, name).filter((record) => !again.has(identify(record))).length;
    return missing === 0 ? [] : [`${name}: ${missing} records of the first read are missing in the second`];
  });
  const latest = maxOf(recordsOf(input.first).map((record) => record.emitted_at));
  const early = recordsOf(input.second).filter((record) => latest !== undefined && record.emitted_at <= latest).length;
  return early === 0 ? problems : [...problems, `${early} records of the second read are not emitted after the first`];
}

function without(record: ReceivedRecord, fields: readonly string[]): ReceivedRecord {
  const kept = Object.entries(record.data).filter(([name]) => !fields.includes(name));
  return { ...record, data: Object.fromEntries(kept) };
}

function maxOf(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((a, b) => Math.max(a, b));
}
