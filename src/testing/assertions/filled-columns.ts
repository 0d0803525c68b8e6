import { isJsonObject } from '../../util/json.js';
import { recordKey } from '../messages-of-type.js';
import { isListed, streamKey } from '../stream-key.js';
import type { BasicReadInput } from './basic-read-input.js';
import { branchesOf, propertiesOf } from './schema-walk.js';

type Schema = Readonly<Record<string, unknown>>;

/** Every column of a schema, nested ones too, that no record of its stream gives a value. */
export function checkFilledColumns({ catalog, output, emptyStreams = [] }: BasicReadInput): string[] {
  const missing = new Map(
    catalog.streams
      .filter(({ stream }) => !isListed(stream, emptyStreams))
      .map(({ stream }) => [streamKey(stream), new Set(columnPaths(stream.json_schema, ''))]),
  );
  for (const { message } of output) {
    if (message?.record === undefined) continue;
    const paths = missing.get(recordKey(message.record));
    if (paths !== undefined && paths.size > 0) strikeOut(message.record.data, '', paths);
  }
  return [...missing].flatMap(([name, paths]) => [...paths].map((path) => `${name}: no record fills ${path}`));
}

/** `a`, `a.b`, `list[].c`: the places that values can have. */
function columnPaths(schema: Schema, path: string): string[] {
  const members = Object.entries(propertiesOf(schema)).flatMap(([name, member]) => {
    const place = path === '' ? name : `${path}.${name}`;
    return [place, ...(isJsonObject(member) ? columnPaths(member, place) : [])];
  });
  const elements = isJsonObject(schema['items']) ? columnPaths(schema['items'], `${path}[]`) : [];
  const branches = ['oneOf', 'anyOf'].flatMap((keyword) => branchesOf(schema, keyword));
  return [...members, ...elements, ...branches.flatMap((branch) => columnPaths(branch, path))];
}

function strikeOut(value: unknown, path: string, paths: Set<string>): void {
  if (value === null || value === undefined) return;
  paths.delete(path);
  if (Array.isArray(value)) for (const element of value) strikeOut(element, `${path}[]`, paths);
  if (!isJsonObject(value)) return;
  for (const [name, member] of Object.entries(value)) strikeOut(member, path === '' ? name : `${path}.${name}`, paths);
}
