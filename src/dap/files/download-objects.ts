import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Resource } from '../api.js';
import { ObjectCorruptError } from '../errors/job-errors.js';
import { CorruptData } from '../objects/inflate-gzip.js';
import type { ObjectSource } from '../objects/object-source.js';
import { StoredBytes } from '../objects/stored-bytes.js';
import type { FetchUrls } from '../objects/url-book.js';
import type { DapObject } from '../wire.js';
import type { DownloadParts, ObjectDownloadOptions } from './download-types.js';
import { fetchFile } from './fetch-file.js';
import { checkedBytes, kindOfName, nameOfContent, refuseParquet } from './file-content.js';
import { onFile } from './file-error.js';
import { forEachInSlots } from './for-each-in-slots.js';
import { placeFile } from './place-file.js';
import { distinctNames, safeName, withHash } from './safe-name.js';

/** Objects given by id or as values, or pre-signed URLs. */
export type ObjectsToDownload = readonly (string | DapObject | Resource)[];

/**
 * Downloads objects straight into a folder, each checked to its last byte. A file of another content that lies there
 * already under the same name is kept; the new one gets a name with a part of its own.
 *
 * @returns the paths, in the order of `objects`
 * @throws what fetching a file throws.
 */
export async function downloadObjects(
  parts: DownloadParts,
  objects: ObjectsToDownload,
  outputDirectory: string,
  options: ObjectDownloadOptions = {},
): Promise<string[]> {
  const { decompress = false } = options;
  const ids = objects.map(idOf);
  if (decompress) for (const id of ids) refuseParquet(kindOfName(safeName(id)));
  await onFile(outputDirectory, async () => await mkdir(outputDirectory, { recursive: true }));
  const names = distinctNames([...new Set(ids)], decompress ? nameOfContent : undefined);
  const source = openSource(parts, objects);
  const paths = new Map<string, string>();
  await forEachInSlots([...names], parts.fileSlots, parts.join(options.signal), async ([objectId, name], signal) => {
    const kind = kindOfName(safeName(objectId));
    // No other object has a temporary file of this name, in whichever call.
    const partPath = join(outputDirectory, `${withHash(name, objectId)}.part`);
    await fetchFile({ source, objectId, partPath, kind, decompress, signal });
    paths.set(objectId, await onFile(partPath, async () => await placeFile(partPath, outputDirectory, name, objectId)));
  });
  return ids.map((id) => paths.get(id) as string);
}

/**
 * The stored bytes of an object as they come. They are checked on the way: damage shows at the latest behind the last
 * byte, so what was made of them is sound when the loop ends.
 *
 * @throws ObjectCorruptError when the file proves to be damaged; JobLostError, ObjectForbiddenError, NetworkError.
 */
export async function* streamObject(
  parts: DownloadParts,
  object: string | DapObject | Resource,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer, void, void> {
  const objectId = idOf(object);
  const stop = new AbortController();
  const joined = AbortSignal.any([parts.join(signal), stop.signal]);
  const stored = new StoredBytes(openSource(parts, [object]), objectId, { signal: joined });
  try {
    yield* checkedBytes(stored.chunks(), kindOfName(safeName(objectId)));
  } catch (error) {
    throw error instanceof CorruptData ? new ObjectCorruptError(error.message, { objectId, cause: error }) : error;
  } finally {
    stop.abort();
  }
}

function idOf(object: string | DapObject | Resource): string {
  return typeof object === 'string' ? object : object.id;
}

/** A source that uses the URLs that are known already; new ones come from the service. */
function openSource(parts: DownloadParts, objects: ObjectsToDownload): ObjectSource {
  const known = new Map(objects.flatMap((object) => (isResource(object) ? [[object.id, object] as const] : [])));
  const ids = objects.map(idOf);
  return parts.openSource(ids, undefined, (fetch) => withKnownUrls(known, fetch));
}

function isResource(object: string | DapObject | Resource): object is Resource {
  return typeof object === 'object' && 'url' in object;
}

/** Each known URL is handed out once: when it is asked for again, it was refused or is old. */
function withKnownUrls(known: Map<string, Resource>, fetch: FetchUrls): FetchUrls {
  return async (ids) => {
    const found = new Map(ids.flatMap((id) => (known.has(id) ? [[id, known.get(id) as Resource] as const] : [])));
    for (const id of found.keys()) known.delete(id);
    const missing = ids.filter((id) => !found.has(id));
    return missing.length === 0 ? found : new Map([...found, ...(await fetch(missing))]);
  };
}
