import { isIPv6 } from 'node:net';
import type { ColumnType } from '../../dap/index.js';
import { isJsonObject, parseJson, stringifyJson } from '../../util/json.js';
import type { CellText } from './scratch.js';

/** How a cell is written is the database's own; this makes one text of all ways, by what DAP says of the column. */

/** The text of a value that the service holds, as a value of its JSON; undefined and null are NULL. */
export function expectedCell(value: unknown, type: ColumnType): CellText {
  if (value === undefined || value === null) return null;
  if (type.kind === 'object' && isEmptyObject(value)) return null;
  if (isComposed(type)) return canonicalJson(value);
  return normalize(typeof value === 'string' ? value : String(value), type);
}

/**
 * The text of a cell that was read from a database.
 *
 * @param databaseType - in the words of its catalogue, see `ReadColumn.type`.
 */
export function storedCell(cell: CellText, type: ColumnType, databaseType: string): CellText {
  if (cell === null) return null;
  const isBinary = /binary$/i.test(databaseType);
  if (isComposed(type)) {
    const value = parseJson(cell);
    return type.kind === 'object' && isEmptyObject(value) ? null : canonicalJson(value);
  }
  if (isBinary && type.kind === 'uuid') return normalize(dashed(cell), type);
  if (isBinary && type.kind === 'ip') return normalize(addressOf(cell), type);
  return normalize(cell, type);
}

function isComposed(type: ColumnType): boolean {
  return type.kind === 'object' || type.kind === 'array' || type.kind === 'unknown';
}

function normalize(text: string, type: ColumnType): string {
  switch (type.kind) {
    case 'integer':
      return BigInt(text).toString();
    case 'float':
      return type.bits === 32 ? String(Math.fround(Number(finite(text)))) : String(Number(finite(text)));
    case 'decimal':
      return plainDecimal(text);
    case 'boolean':
      return /^(t|true|1)$/i.test(text) ? 'true' : 'false';
    case 'date-time':
      return instant(text);
    case 'time':
      return text.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
    case 'uuid':
      return text.toLowerCase();
    case 'ip':
      return shortAddress(text);
    default:
      return text;
  }
}

function finite(text: string): string {
  return text.replace(/^nan$/i, 'NaN').replace(/^(-?)inf(inity)?$/i, '$1Infinity');
}

/** `01.50` and `1.5` are one number; digits beyond a double's are kept. */
function plainDecimal(text: string): string {
  const match = /^(-?)0*(\d+?)(?:\.(\d*?)0*)?$/.exec(text);
  if (match === null) return finite(text);
  const [, sign, whole, fraction] = match;
  return `${sign}${whole}${fraction === undefined || fraction === '' ? '' : `.${fraction}`}`;
}

function instant(text: string): string {
  const match = /^(\d+-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d*?)0*)?(?:Z|\+00(?::?00)?)?$/.exec(text);
  if (match === null) return `no instant: ${text}`;
  const [, day, time, fraction] = match;
  return `${day}T${time}${fraction === undefined || fraction === '' ? '' : `.${fraction}`}`;
}

function shortAddress(text: string): string {
  const plain = text.replace(/\/(32|128)$/, '');
  return isIPv6(plain) ? new URL(`http://[${plain}]`).hostname.slice(1, -1) : plain;
}

function dashed(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** IPv4 in the first four bytes and zeros behind, as the official client stores it. */
function addressOf(hex: string): string {
  const bytes = Buffer.from(hex, 'hex');
  if (bytes.subarray(4).every((byte) => byte === 0)) return [...bytes.subarray(0, 4)].join('.');
  return (hex.match(/.{4}/g) ?? []).join(':');
}

function isEmptyObject(value: unknown): boolean {
  return isJsonObject(value) && Object.values(value).every((member) => member === null || isEmptyObject(member));
}

function canonicalJson(value: unknown): string {
  return stringifyJson(sorted(value) as Parameters<typeof stringifyJson>[0]);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value === 'string') return instantInJson(value);
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null && member !== undefined);
  members.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, sorted(member)]));
}

/** In a list of instants, a database may write them in its own way. */
function instantInJson(text: string): string {
  return /^\d+-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|\+00(:00)?)?$/.test(text) ? instant(text) : text;
}
