import { isJsonObject } from '../../util/json.js';
import type { ReceivedStream } from '../received-message.js';
import { streamKey } from '../stream-key.js';
import { typesOf } from './schema-walk.js';

/**
 * What in `next` breaks connections made with `previous`: streams or fields gone, types changed otherwise than
 * by becoming nullable, another default cursor.
 */
export function compareCatalogs(previous: readonly ReceivedStream[], next: readonly ReceivedStream[]): string[] {
  const offered = new Map(next.map((stream) => [streamKey(stream), stream]));
  return previous.flatMap((before) => {
    const name = streamKey(before);
    const after = offered.get(name);
    if (after === undefined) return [`${name}: the stream is gone`];
    return [...compareCursors(before, after), ...compareFields(before.json_schema, after.json_schema, '')].map(
      (problem) => `${name}: ${problem}`,
    );
  });
}

function compareCursors(before: ReceivedStream, after: ReceivedStream): string[] {
  const [old, now] = [before, after].map((stream) => JSON.stringify(stream.default_cursor_field ?? []));
  return old === now ? [] : ['the default cursor is another one'];
}

function compareFields(before: unknown, after: unknown, path: string): string[] {
  const old = propertiesOf(before);
  const now = propertiesOf(after);
  return Object.entries(old).flatMap(([name, schema]) => {
    const place = path === '' ? name : `${path}.${name}`;
    const successor = Object.hasOwn(now, name) ? now[name] : undefined;
    if (successor === undefined) return [`field ${place} is gone`];
    return [...compareTypes(schema, successor, place), ...compareFields(schema, successor, place)];
  });
}

function compareTypes(before: unknown, after: unknown, place: string): string[] {
  if (!isJsonObject(before) || !isJsonObject(after)) return [];
  const old = typesOf(before);
  const now = new Set(typesOf(after));
  const isLost = old.some((type) => !now.has(type));
  const isForeign = [...now].some((type) => !old.includes(type) && type !== 'null');
  return isLost || isForeign ? [`the type of ${place} is another one`] : [];
}

function propertiesOf(schema: unknown): Readonly<Record<string, unknown>> {
  if (!isJsonObject(schema)) return {};
  const properties = schema['properties'];
  if (isJsonObject(properties)) return properties;
  const items = schema['items'];
  return isJsonObject(items) ? propertiesOf(items) : {};
}
