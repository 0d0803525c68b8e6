import { DuckDBInstance } from '@duckdb/node-api';
import { plain, type Row } from './read-text.js';

/** Reads a Parquet file with another program. */
export async function readParquet(path: string): Promise<readonly Row[]> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  await connection.run("set timezone = 'UTC'");
  const result = await connection.runAndReadAll(`select * from '${path}'`);
  const rows = result.getRowObjectsJson() as unknown as Record<
    'meta' | 'key' | 'value',
    Record<string, unknown> | null
  >[];
  connection.closeSync();
  instance.closeSync();
  return rows.map(({ meta, key, value }) => ({
    ts: instant(String(meta?.['ts'])),
    action: meta?.['action'] === undefined ? undefined : String(meta['action']),
    key: Object.values(key ?? {})
      .map(String)
      .join(),
    value: members(value ?? {}),
  }));
}

function members(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const present = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(
    present.map(([name, member]) => [name, plain(typeof member === 'string' ? instant(member) : member)]),
  );
}

/** `2026-03-01 08:00:00.5+00` as the other formats write it; any other text as it is. */
function instant(text: string): string {
  const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d+))?\+00$/.exec(text);
  if (match === null) return text;
  return `${match[1]}T${match[2]}.${(match[3] ?? '').padEnd(6, '0')}Z`;
}
