import { createHash } from 'node:crypto';

/** Names longer than this are shortened: file systems allow 255 bytes, and a temporary file has a longer name. */
const MAX_BYTES = 200;
const HASH_CHARS = 8;
/** Endings are kept when a name is shortened, up to this length. */
const MAX_ENDING = 24;

/** Control characters, and what Windows does not allow in a name. */
const FORBIDDEN = /[\p{Cc}\p{Cf}\p{Cs}<>:"|?*]/gu;
/** Names that Windows keeps for devices, with any ending. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/**
 * A name for a file out of the id of an object, the path of a URL or any other text of the service. It is a plain name
 * on every system: it cannot leave its folder, is not hidden, not empty and not too long. Names that need no change
 * are kept.
 *
 * @example
 * safeName('6f6b/part-00000.jsonl.gz') // 'part-00000.jsonl.gz'
 * safeName('../../..')                 // 'file-5ec1f7e7'
 */
export function safeName(text: string): string {
  const last = text.split(/[/\\]/).findLast((part) => part !== '') ?? '';
  const plain = last
    .normalize('NFC')
    .replace(FORBIDDEN, '_')
    .replace(/^[.\s]+/, '')
    .replace(/[.\s]+$/, '')
    .replace(DEVICE, '_$&')
    .replace(/\.part$/i, '_part');
  if (plain === '') return `file-${hashOf(text)}`;
  return Buffer.byteLength(plain) <= MAX_BYTES ? plain : shorten(plain, text);
}

/**
 * Names for several files of one folder, by id. Files whose names would meet, also on systems that do not tell upper
 * from lower case, get a part of their own from their id, so that a name depends on its id and not on the order.
 *
 * @param ending - what becomes of a safe name, such as the loss of `.gz`
 * @param taken - names that other files of the folder have
 */
export function distinctNames(
  ids: readonly string[],
  ending: (name: string) => string = (name) => name,
  taken: readonly string[] = [],
): Map<string, string> {
  const plain = new Map(ids.map((id) => [id, ending(safeName(id))]));
  const uses = new Map(taken.map((name) => [name.toLowerCase(), 1]));
  for (const name of plain.values()) uses.set(name.toLowerCase(), (uses.get(name.toLowerCase()) ?? 0) + 1);
  const isAlone = (name: string) => uses.get(name.toLowerCase()) === 1;
  const names = new Map([...plain].filter(([, name]) => isAlone(name)));
  const used = new Set([...taken, ...names.values()].map((name) => name.toLowerCase()));
  // In the order of the ids: the names must not depend on that of the job.
  for (const id of [...plain.keys()].filter((key) => !names.has(key)).sort()) {
    let name = withHash(plain.get(id) ?? '', id);
    while (used.has(name.toLowerCase())) name = withHash(name, `${id}/${name}`);
    used.add(name.toLowerCase());
    names.set(id, name);
  }
  return names;
}

/** The folder of a job below an output folder: `job_<job id>`, as the official client has it. */
export function jobFolderName(jobId: string): string {
  return `job_${wholeName(jobId)}`;
}

/** A safe name out of a whole text, not only its last part: texts that differ have names that differ. */
export function wholeName(text: string): string {
  const name = safeName(text.replaceAll(/[/\\]/g, '_'));
  return name === text ? name : withHash(name, text);
}

/** The name with a part that only this id has, before its ending. */
export function withHash(name: string, id: string): string {
  const at = name.indexOf('.');
  const stem = at === -1 ? name : name.slice(0, at);
  return `${stem}-${hashOf(id)}${at === -1 ? '' : name.slice(at)}`;
}

function shorten(name: string, id: string): string {
  const ending = name.slice(-MAX_ENDING).match(/\.[\w.]*$/)?.[0] ?? '';
  const rest = MAX_BYTES - HASH_CHARS - 1 - ending.length;
  // A character that is cut in the middle becomes a replacement character, which is dropped.
  const stem = Buffer.from(name)
    .subarray(0, rest)
    .toString('utf8')
    .replace(/\uFFFD+$/, '');
  return `${stem}-${hashOf(id)}${ending}`;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, HASH_CHARS);
}
