import type { ReceivedStream } from '../received-message.js';
import { streamKey } from '../stream-key.js';
import { compareFields } from './compare-fields.js';
import { breaking, type ConnectorChange, safe } from './connector-change.js';

/**
 * The changes between two catalogs of a connector. What breaks: streams or fields gone; types changed otherwise than
 * by becoming nullable, formats that make another column included; another default cursor or primary key; a sync mode
 * gone; a cursor that the user has to choose now. New streams and fields are safe, and so is a first primary key.
 *
 * @example
 * compareCatalogs(previous.streams, next.streams).filter((change) => change.breaking)
 * // [{ breaking: true, stream: 'users', place: 'email', what: 'field removed' }]
 */
export function compareCatalogs(
  previous: readonly ReceivedStream[],
  next: readonly ReceivedStream[],
): ConnectorChange[] {
  const offered = new Map(next.map((stream) => [streamKey(stream), stream]));
  const known = new Set(previous.map(streamKey));
  const kept = previous.flatMap((before) => {
    const after = offered.get(streamKey(before));
    return after === undefined ? [withStream(before, breaking('', 'stream removed'))] : compareStreams(before, after);
  });
  const added = next.filter((stream) => !known.has(streamKey(stream)));
  return [...kept, ...added.map((stream) => withStream(stream, safe('', 'new stream')))];
}

function compareStreams(before: ReceivedStream, after: ReceivedStream): ConnectorChange[] {
  return [
    ...compareCursors(before, after),
    ...compareKeys(before, after),
    ...compareSyncModes(before, after),
    ...compareFields(before.json_schema, after.json_schema),
  ].map((change) => withStream(before, change));
}

function withStream(stream: ReceivedStream, change: ConnectorChange): ConnectorChange {
  return { breaking: change.breaking, stream: streamKey(stream), place: change.place, what: change.what };
}

function compareCursors(before: ReceivedStream, after: ReceivedStream): ConnectorChange[] {
  const changes: ConnectorChange[] = [];
  const [old, now] = [before, after].map((stream) => stream.default_cursor_field ?? []);
  if (!samePath(old, now)) changes.push(breaking('', `default cursor changed from ${path(old)} to ${path(now)}`));
  const [wasDefined, isDefined] = [before, after].map((stream) => stream.source_defined_cursor === true);
  if (wasDefined === true && isDefined === false) changes.push(breaking('', 'cursor must be chosen by the user now'));
  if (wasDefined === false && isDefined === true) changes.push(safe('', 'cursor defined by the source now'));
  return changes;
}

function compareKeys(before: ReceivedStream, after: ReceivedStream): ConnectorChange[] {
  const [old = [], now = []] = [before, after].map((stream) => stream.source_defined_primary_key ?? []);
  const missing = old.filter((part) => !now.some((other) => samePath(part, other)));
  if (missing.length === 0 && old.length === now.length) return [];
  if (old.length === 0) return [safe('', `primary key defined now: ${paths(now)}`)];
  return [breaking('', `primary key changed from ${paths(old)} to ${paths(now)}`)];
}

function compareSyncModes(before: ReceivedStream, after: ReceivedStream): ConnectorChange[] {
  const [old = [], now = []] = [before, after].map((stream) => stream.supported_sync_modes ?? []);
  const lost = old.filter((mode) => !now.includes(mode)).map((mode) => breaking('', `sync mode ${mode} removed`));
  return [...lost, ...now.filter((mode) => !old.includes(mode)).map((mode) => safe('', `new sync mode ${mode}`))];
}

function samePath(left: readonly string[] = [], right: readonly string[] = []): boolean {
  return left.length === right.length && left.every((name, index) => name === right[index]);
}

function path(names: readonly string[] = []): string {
  return names.length === 0 ? 'none' : names.join('.');
}

function paths(list: readonly (readonly string[])[]): string {
  return list.length === 0 ? 'none' : list.map(path).join(', ');
}
