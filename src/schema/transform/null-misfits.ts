import { isJsonObject } from '../../util/json.js';
import { setOwn } from '../json-schema.js';

type Path = readonly (string | number)[];

/** What was changed in a record: an entry of `meta.changes` of a RECORD message. */
export interface RecordChange {
  /** The path of the value, with dots between names and indexes. */
  readonly field: string;
  readonly change: 'NULLED';
  readonly reason: 'SOURCE_SERIALIZATION_ERROR';
}

/**
 * Replaces the values at `paths` by null.
 *
 * @param kept - paths of columns that stay as they are: a key or a cursor without its value would be worse.
 */
export function nullMisfits(record: unknown, paths: readonly Path[], kept: readonly Path[]): RecordChange[] {
  return paths.filter((path) => !kept.some((other) => isWithin(path, other)) && nullAt(record, path)).map(toChange);
}

function toChange(path: Path): RecordChange {
  return { field: path.join('.'), change: 'NULLED', reason: 'SOURCE_SERIALIZATION_ERROR' };
}

/** Whether one of the two paths leads through the other. */
function isWithin(path: Path, other: Path): boolean {
  return path.slice(0, other.length).every((key, index) => String(key) === String(other[index]));
}

/** False if nothing is there to be replaced, because it is null or what it was in has been replaced. */
function nullAt(record: unknown, path: Path): boolean {
  const key = path.at(-1);
  const holder = path.slice(0, -1).reduce(memberOf, record);
  const value = key === undefined ? undefined : memberOf(holder, key);
  if (key === undefined || value === undefined || value === null) return false;
  setOwn(holder as object, String(key), null);
  return true;
}

function memberOf(holder: unknown, key: string | number): unknown {
  if (!isJsonObject(holder) && !Array.isArray(holder)) return undefined;
  return Object.hasOwn(holder, key) ? (holder as Record<string | number, unknown>)[key] : undefined;
}
