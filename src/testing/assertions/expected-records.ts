import type { ConfiguredCatalogFile, ConfiguredStreamEntry } from '../catalog-of.js';
import { recordKey } from '../messages-of-type.js';
import { streamKey } from '../stream-key.js';
import type { ReceivedLine } from './received-line.js';
import { identityOf, keyPaths } from './record-identity.js';

/** A record that a read must give. */
export interface ExpectedRecord {
  readonly stream: string;
  readonly namespace?: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Looks for the expected records: by primary key if the stream has one, otherwise for at least as many. */
export function checkExpectedRecords(
  expected: readonly ExpectedRecord[],
  { catalog, output }: { readonly catalog: ConfiguredCatalogFile; readonly output: Iterable<ReceivedLine> },
): string[] {
  const entries = new Map(catalog.streams.map((entry) => [streamKey(entry.stream), entry]));
  const seen = new Map<string, { count: number; readonly keys: Set<string> }>();
  for (const { message } of output) {
    const entry = message?.record === undefined ? undefined : entries.get(recordKey(message.record));
    if (message?.record === undefined || entry === undefined) continue;
    const name = streamKey(entry.stream);
    const stream = seen.get(name) ?? { count: 0, keys: new Set() };
    seen.set(name, stream);
    stream.count += 1;
    if (hasKey(entry)) stream.keys.add(identityOf(message.record, keyPaths(entry)));
  }
  return [...byStream(expected, catalog)].flatMap(([name, records]) => {
    const entry = entries.get(name);
    if (entry === undefined) return [`${name}: the stream is not in the catalog`];
    const { count = 0, keys = new Set<string>() } = seen.get(name) ?? {};
    if (!hasKey(entry)) {
      return count >= records.length ? [] : [`${name}: ${count} records where ${records.length} are expected`];
    }
    const missing = records.filter((record) => !keys.has(identityOf(record, keyPaths(entry)))).length;
    return missing === 0 ? [] : [`${name}: ${missing} of ${records.length} expected records are missing`];
  });
}

function hasKey(entry: ConfiguredStreamEntry): boolean {
  return keyPaths(entry).length > 0;
}

/** Under the names of the catalog: a stream that is unique needs no namespace. */
function byStream(
  expected: readonly ExpectedRecord[],
  { streams }: ConfiguredCatalogFile,
): Map<string, ExpectedRecord[]> {
  const records = new Map<string, ExpectedRecord[]>();
  for (const record of expected) {
    const own = streamKey({ name: record.stream, namespace: record.namespace ?? null });
    const [only, ...others] = streams.filter(({ stream }) => stream.name === record.stream);
    const isOnly = (record.namespace ?? null) === null && only !== undefined && others.length === 0;
    const name = isOnly ? streamKey(only.stream) : own;
    records.set(name, [...(records.get(name) ?? []), record]);
  }
  return records;
}
