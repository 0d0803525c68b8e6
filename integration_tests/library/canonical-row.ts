import { stringifyJson } from '../../src/util/json.js';

/** A row of the client, or of what the emulator holds. */
interface AnyRow {
  readonly op: string;
  readonly key: object;
  readonly value: object;
  readonly ts: string;
}

/** A row as text, whatever the format it came in: members in order, without nulls, empty objects and trailing zeros of instants. */
export function canonicalRow({ op, key, value, ts }: AnyRow): string {
  return stringifyJson(canonical({ op, key, value, ts }) ?? null);
}

function canonical(value: unknown): unknown {
  if (typeof value === 'string')
    return value.replace(/^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d*?)0*)?Z$/, plainInstant);
  if (Array.isArray(value)) return value.map((item) => canonical(item) ?? null);
  if (typeof value !== 'object' || value === null) return value ?? undefined;
  const members = Object.entries(value)
    .map(([name, member]) => [name, canonical(member)] as const)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return members.length === 0 ? undefined : Object.fromEntries(members);
}

function plainInstant(_: string, seconds: string, fraction: string | undefined): string {
  return fraction === undefined || fraction === '' ? `${seconds}Z` : `${seconds}.${fraction}Z`;
}
