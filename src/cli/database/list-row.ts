import { instantMs, type TableRef } from '../../dap/index.js';
import type { ListedTable } from '../../sql/index.js';

/** A table as `dap listdb` shows it: the members of the official client, then ours. */
export interface ListRow {
  readonly name: string;
  /** In the time zone of this machine, as with the official client. */
  readonly timestamp: string | null;
  readonly staleness: string | null;
  readonly schema: number | null;
  readonly command: 'initdb' | 'syncdb';
  /** Absent if the rows are not to be counted. */
  readonly records?: number | null;
  readonly namespace: string;
  readonly state: ListedTable['state'] | 'not replicated';
}

/** Describes a table; `listed` is absent where the database knows nothing of it. */
export function listRow(
  { namespace, table }: TableRef,
  listed: ListedTable | undefined,
  nowMs: number,
  records: number | null | undefined,
): ListRow {
  const record = listed?.record;
  const state = listed?.state ?? 'not replicated';
  return {
    name: table,
    timestamp: record === undefined ? null : localInstant(record.timestamp),
    staleness: record === undefined ? null : formatAge(nowMs - (instantMs(record.timestamp) ?? nowMs)),
    schema: record?.schemaVersion ?? null,
    command: record === undefined ? 'initdb' : 'syncdb',
    ...(records === undefined ? {} : { records }),
    namespace,
    state,
  };
}

/**
 * An instant in the time zone of this machine, with all its digits.
 *
 * @example
 * localInstant('2026-03-01T08:00:00.123456Z') // '2026-03-01T09:00:00.123456+01:00'
 */
export function localInstant(instant: string): string {
  const ms = instantMs(instant);
  if (ms === undefined) return instant;
  const minutesEast = -new Date(ms).getTimezoneOffset();
  const local = new Date(ms + minutesEast * 60_000).toISOString().slice(0, 19);
  const fraction = /\.\d+/.exec(instant)?.[0] ?? '';
  const sign = minutesEast < 0 ? '-' : '+';
  const distance = Math.abs(minutesEast);
  return `${local}${fraction}${sign}${two(Math.floor(distance / 60))}:${two(distance % 60)}`;
}

/**
 * A duration by its two largest units.
 *
 * @example
 * formatAge(22_968_000_000) // '265d 20h'
 */
export function formatAge(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  if (first === -1) return '0s';
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count}${unit}`)
    .join(' ');
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
