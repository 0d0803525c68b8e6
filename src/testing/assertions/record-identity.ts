import { createHash } from 'node:crypto';
import { isJsonObject, stringifyJson, valueAt } from '../../util/json.js';
import type { ConfiguredStreamEntry } from '../catalog-of.js';
import type { ReceivedRecord } from '../received-message.js';

/** Longer texts are kept as their hash, of 132 bits in this many characters: there may be millions. */
const HASH_LENGTH = 22;

/** The primary key of a stream: the configured one, otherwise the source's own; empty if there is neither. */
export function keyPaths(entry: ConfiguredStreamEntry): readonly (readonly string[])[] {
  const configured = entry.primary_key ?? [];
  return configured.length > 0 ? configured : (entry.stream.source_defined_primary_key ?? []);
}

/** A record's primary key as text. */
export function identityOf(record: Pick<ReceivedRecord, 'data'>, paths: readonly (readonly string[])[]): string {
  return short(stringifyJson(paths.map((path) => canonical(valueAt(record.data, path) ?? null))));
}

/** All of a record but the ignored top level fields, as a text that is the same for any order of members. */
export function contentOf(record: ReceivedRecord, isIgnored: (field: string) => boolean = () => false): string {
  const kept = Object.entries(record.data).filter(([name]) => !isIgnored(name));
  return short(stringifyJson(canonical(Object.fromEntries(kept))));
}

function short(text: string): string {
  return text.length < HASH_LENGTH ? text : createHash('sha256').update(text).digest('base64').slice(0, HASH_LENGTH);
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (!isJsonObject(value)) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, canonical(value[name])]));
}
