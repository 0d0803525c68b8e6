import { isIPv6 } from 'node:net';
import { isJsonObject, stringifyJson } from '../../util/json.js';

const INSTANT = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+?)0*)?Z?$/;

/**
 * One text for all ways to write a row: nulls left out, members sorted, instants without zone and trailing zeros,
 * IPv6 addresses in their short form.
 *
 * @example
 * canonical({ b: '2026-03-01T08:00:00.500000Z', a: null }) // '{"b":"2026-03-01T08:00:00.5"}'
 */
export function canonical(row: Readonly<Record<string, unknown>>): string {
  return stringifyJson(normalize(row));
}

function normalize(value: unknown): unknown {
  if (typeof value === 'string') return normalizeText(value);
  if (Array.isArray(value)) return value.map(normalize);
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null && member !== undefined);
  const sorted = members.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([name, member]) => [name, normalize(member)]));
}

function normalizeText(text: string): string {
  if (isIPv6(text)) return new URL(`http://[${text}]`).hostname;
  const match = INSTANT.exec(text);
  if (match === null) return text;
  return match[2] === undefined || match[2] === '0' ? (match[1] ?? '') : `${match[1]}.${match[2]}`;
}
