import type { Emulator } from '../../src/emulator/index.js';
import { recordKey } from '../../src/testing/messages-of-type.js';
import type { ReceivedMessage, ReceivedRecord } from '../../src/testing/received-message.js';
import { stringifyJson } from '../../src/util/json.js';

export const UPDATED_AT = '_ab_cdc_updated_at';
export const DELETED_AT = '_ab_cdc_deleted_at';

/** Rows by their key, both as text: large integers, timestamps and nesting compare to the last digit. */
export type Rows = Map<string, string>;

/** The present rows of a table as its server knows them, with the instant of their last change. */
export async function truthOf(emulator: Emulator, stream: string): Promise<Rows> {
  const [namespace = '', table = ''] = stream.split('.');
  const rows: Rows = new Map();
  for await (const { key, value, ts } of emulator.truth(namespace, table)) {
    rows.set(canonical(key), canonical({ ...key, ...value, [UPDATED_AT]: ts }));
  }
  return rows;
}

/** What a destination holds that applied the records of a stream in order, deletions too. */
export function applied(
  messages: readonly ReceivedMessage[],
  stream: string,
  key: readonly string[],
  into?: Rows,
): Rows {
  const rows: Rows = into ?? new Map();
  for (const record of recordsIn(messages, stream)) {
    const id = keyText(record, key);
    if (record.data[DELETED_AT] === null) rows.set(id, canonical(withoutDeletion(record.data)));
    else rows.delete(id);
  }
  return rows;
}

/** Keys of the records of a stream, in order, repeated where the record is. */
export function keysOf(messages: readonly ReceivedMessage[], stream: string, key: readonly string[]): string[] {
  return recordsIn(messages, stream).map((record) => keyText(record, key));
}

/** Elements that occur more than once. */
export function repeated(texts: readonly string[]): string[] {
  const seen = new Set<string>();
  return texts.filter((text) => seen.size === seen.add(text).size);
}

/** How two tables differ, in a few words; empty if they are equal. */
export function differences(got: Rows, expected: Rows): string[] {
  const missing = [...expected.keys()].filter((key) => !got.has(key));
  const extra = [...got.keys()].filter((key) => !expected.has(key));
  const other = [...expected].flatMap(([key, row]) =>
    got.has(key) && got.get(key) !== row ? [[row, got.get(key)]] : [],
  );
  return [
    ...(missing.length > 0 ? [`${missing.length} rows are missing, such as ${missing[0]}`] : []),
    ...(extra.length > 0 ? [`${extra.length} rows should not be there, such as ${extra[0]}`] : []),
    ...(other.length > 0 ? [`${other.length} rows differ, such as\n  ${other[0]?.join('\n  ')}`] : []),
  ];
}

export function recordsIn(messages: readonly ReceivedMessage[], stream: string): ReceivedRecord[] {
  return messages.flatMap(({ record }) => (record !== undefined && recordKey(record) === stream ? [record] : []));
}

function keyText(record: ReceivedRecord, key: readonly string[]): string {
  return canonical(Object.fromEntries(key.map((column) => [column, record.data[column]])));
}

function withoutDeletion(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { [DELETED_AT]: _, ...rest } = data;
  return rest;
}

/** Members in the order of their names, nulls left out: DAP leaves them out, and truth does. */
function canonical(value: Readonly<Record<string, unknown>>): string {
  return stringifyJson(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null && member !== undefined);
  members.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, sorted(member)]));
}
