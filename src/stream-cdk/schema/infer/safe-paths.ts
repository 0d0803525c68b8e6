import { isCodedError } from '../../../errors.js';
import { isFileName, MAX_NAME_BYTES, schemaPath } from '../schema-path.js';

/** Where the schema of a stream is written, and what to say if its name alone does not tell. */
export interface SafePath {
  readonly path: string;
  readonly remark?: string;
}

interface NamedStream {
  readonly name: string;
  readonly namespace: string | undefined;
}

/** The name of a file for a stream whose name has nothing that a file name may have. */
const FALLBACK = 'stream';

/**
 * A file for each stream, in their order. A stream whose name cannot be a path, or whose path another stream has where
 * upper and lower case are the same, gets another one.
 *
 * @example
 * safePaths([{ name: '..', namespace: undefined }]) // [{ path: 'stream.json', remark: '...' }]
 */
export function safePaths(streams: readonly NamedStream[]): SafePath[] {
  const taken = new Set<string>();
  const own = streams.map(({ name, namespace }) => {
    const path = pathOf(name, namespace);
    return path !== undefined && take(path, taken) ? path : undefined;
  });
  return streams.map((stream, index) => {
    const path = own[index];
    return path === undefined ? replacement(stream, taken) : { path };
  });
}

function pathOf(name: string, namespace: string | undefined): string | undefined {
  try {
    return schemaPath(name, namespace);
  } catch (error) {
    if (isCodedError(error, 'TOOL_INPUT')) return undefined;
    throw error;
  }
}

function take(path: string, taken: Set<string>): boolean {
  const key = path.normalize('NFC').toLowerCase();
  if (taken.has(key)) return false;
  taken.add(key);
  return true;
}

function replacement({ name, namespace }: NamedStream, taken: Set<string>): SafePath {
  const segments = namespace === undefined ? [name] : [namespace, name];
  const stem = segments.map(fileName).join('/');
  let path = stem;
  for (let number = 2; !take(`${path}.json`, taken); number += 1) path = `${stem}_${number}`;
  const reason = 'its own name is no file name, or that of another stream';
  return { path: `${path}.json`, remark: `${reason}: have the stream load the schema ${JSON.stringify(path)}` };
}

function fileName(name: string): string {
  const plain = name.toWellFormed().replaceAll(/[\\/\p{Cc}]/gu, '_');
  const letters = [...plain];
  while (Buffer.byteLength(letters.join('')) > MAX_NAME_BYTES) letters.pop();
  const short = letters.join('');
  return isFileName(short) ? short : FALLBACK;
}
