import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CodedError } from '../../errors.js';
import { type JobHandle, readJobHandle } from '../jobs/job-handle.js';
import { isAbsent, onFile } from './file-error.js';

/**
 * The manifest of a job's folder: JSON Lines, to which each step adds a line. First comes the job, then a line when a
 * file begins and one when it is finished, in the end one for the whole. A file is complete when its line of the type
 * `file` is there. A program that is killed leaves a manifest without an end, at worst with a part of a line.
 */
export const MANIFEST_NAME = 'manifest.jsonl';

const crc = z.string().regex(/^[0-9a-f]{8}$/);
const count = z.number().int().nonnegative();

const jobLine = z.object({
  type: z.literal('job'),
  manifestVersion: z.literal(1),
  handle: z.unknown().transform((value): JobHandle => readJobHandle(value)),
  schemaVersion: z.number().int(),
  timestamp: z.string().min(1),
  decompress: z.boolean(),
  objects: count,
  startedAt: z.string(),
});

const beginLine = z.object({
  type: z.literal('begin'),
  objectId: z.string().min(1),
  name: z.string().min(1),
  etag: z.string().optional(),
});

const fileLine = z.object({
  type: z.literal('file'),
  objectId: z.string().min(1),
  name: z.string().min(1),
  storedBytes: count,
  storedCrc32: crc,
  bytes: count,
  crc32: crc,
  finishedAt: z.string(),
});

const endLine = z.object({
  type: z.literal('end'),
  files: count,
  storedBytes: count,
  bytes: count,
  finishedAt: z.string(),
});

const anyLine = z.discriminatedUnion('type', [jobLine, beginLine, fileLine, endLine]);

/** The job that a folder holds. */
export type ManifestJob = Readonly<z.output<typeof jobLine>>;
/** A file whose download has begun. `etag` allows it to be continued. */
export type ManifestBegin = Readonly<z.output<typeof beginLine>>;
/**
 * A complete, checked file. `storedBytes` and `storedCrc32` are those of the object as the service keeps it; `bytes`
 * and `crc32` those of its content, which differs where the object is a gzip file. CRC-32 in hexadecimal digits.
 */
export type ManifestFile = Readonly<z.output<typeof fileLine>>;
/** What the complete folder holds. */
export type ManifestEnd = Readonly<z.output<typeof endLine>>;
/** A line of a manifest. */
export type ManifestLine = ManifestJob | ManifestBegin | ManifestFile | ManifestEnd;

/** What a manifest says. */
export interface JobManifest {
  readonly job: ManifestJob;
  /** Files under way, by object id. */
  readonly begun: ReadonlyMap<string, ManifestBegin>;
  /** Complete files, by object id. */
  readonly files: ReadonlyMap<string, ManifestFile>;
  /** Present when every file of the job is complete. */
  readonly end: ManifestEnd | undefined;
}

/**
 * Reads the manifest of a job's folder. Undefined where there is none, or no whole line of one.
 *
 * @throws CodedError `DAP_FILE` when it cannot be read, or is not a manifest.
 */
export async function readJobManifest(folder: string): Promise<JobManifest | undefined> {
  const path = join(folder, MANIFEST_NAME);
  const text = await onFile(path, async () => await readFile(path, 'utf8').catch(absentAsEmpty));
  // What stands behind the last line feed was cut off.
  const [first, ...rest] = text
    .split('\n')
    .slice(0, -1)
    .map((line) => parseLine(path, line));
  if (first === undefined) return undefined;
  if (first.type !== 'job') throw unreadable(path);
  const begun = new Map<string, ManifestBegin>();
  const files = new Map<string, ManifestFile>();
  let end: ManifestEnd | undefined;
  for (const line of rest) {
    if (line.type === 'begin') begun.set(line.objectId, line);
    else if (line.type === 'file') {
      begun.delete(line.objectId);
      files.set(line.objectId, line);
    } else if (line.type === 'end') end = line;
  }
  return { job: first, begun, files, end };
}

function absentAsEmpty(error: unknown): string {
  if (isAbsent(error)) return '';
  throw error;
}

function parseLine(path: string, line: string): ManifestLine {
  try {
    return anyLine.parse(JSON.parse(line));
  } catch (error) {
    // Not JSON, not a line of a manifest, or one whose handle this version cannot read.
    throw unreadable(path, error);
  }
}

function unreadable(path: string, cause?: unknown): CodedError {
  return new CodedError('DAP_FILE', {
    message: `${path}: it is not a manifest that this version can read; remove it to fetch the job again.`,
    details: { path },
    cause,
  });
}
