import { createHash } from 'node:crypto';
import type { Blob, BlobContent } from './blobs.js';
import type { Distortion } from './encode/distortion.js';
import { NO_DISTORTION } from './encode/distortion.js';
import type { BinaryEncoding, EncodeFile, Layout, TextEncoding } from './encode/encoder.js';
import { ENCODINGS } from './encode/encodings.js';
import type { TableText } from './encode/table-text.js';
import { presentRows, tableBytes, tableText } from './encode/table-text.js';
import { hashText } from './generator/hash.js';
import type { Job, JobObject } from './jobs.js';
import type { ServerState } from './server-state.js';
import { changedRows } from './store/table-view.js';

/** Raised whenever the generated rows or files change, so that files of older builds are not served. */
const GENERATOR_REVISION = 4;

/** Default layout of nested objects. */
const DEFAULT_MODE = 'expanded';

/** Rows on their way into files. */
interface TableFiles extends TableText {
  readonly encoding: TextEncoding | (BinaryEncoding & { readonly encode: EncodeFile });
}

/** Writes the files of a job that do not exist yet. */
export async function writeJobFiles(
  state: ServerState,
  job: Job,
  distortion: Distortion,
): Promise<readonly JobObject[]> {
  const encoding = ENCODINGS[job.query.format];
  const text: TableFiles = {
    view: job.view,
    generator: state.tables.generator(job.view.fact),
    encoding: encoding.kind === 'text' ? encoding : { ...encoding, encode: await encoding.load() },
    layout: layoutOf(state, job),
    duplicates: duplicateShare(state, job),
    distortion,
    onRows: (count) => {
      state.rowsGenerated += count;
    },
  };
  const blobs =
    job.interval === undefined ? await writeSnapshot(state, job, text) : await writeChanges(state, job, text);
  if (state.faults.strike('emptyFile', job) !== undefined) blobs.push(await writeEmpty(state, job, text));
  const nameOf = state.faults.strike('equalNames', job) === undefined ? objectId : equalObjectId;
  return blobs.map((blob, at) => ({ id: nameOf(job, at, encoding.extension), blob }));
}

/** Ids that differ in their folder alone. */
function equalObjectId(job: Job, at: number, extension: string): string {
  return `${job.id}/${at}/part-00000.${extension}`;
}

function objectId(job: Job, at: number, extension: string): string {
  const hash = hashText(`${job.id}/${at}`).toString(16).padStart(8, '0');
  return `${job.id}/part-${String(at).padStart(5, '0')}-${hash}.${extension}`;
}

function layoutOf(state: ServerState, job: Job): Layout {
  return {
    incremental: job.interval !== undefined,
    mode: job.query.mode ?? DEFAULT_MODE,
    bareNull: state.options.csvNull === 'word',
  };
}

function duplicateShare(state: ServerState, job: Job): number {
  if (job.table !== 'web_logs') return 0;
  const fault = state.faults.strike('duplicateWebLogs', job);
  return fault === undefined ? (state.options.webLogDuplicates ?? 0.005) : (fault.percent ?? 10) / 100;
}

/** One file for each range of row numbers; ranges that no commit touched are the same file for every job. */
function writeSnapshot(state: ServerState, job: Job, text: TableFiles): Promise<Blob[]> {
  const { view } = job;
  const changed = [...view.changes.keys()].sort((a, b) => a - b);
  const blobs: Promise<Blob>[] = [];
  let at = 0;
  for (let from = 0; from < view.rows; from += state.objectRows) {
    const to = Math.min(from + state.objectRows, view.rows);
    const digest = createHash('sha256');
    const first = at;
    for (; at < changed.length && (changed[at] ?? to) < to; at += 1) {
      const index = changed[at] ?? 0;
      const change = view.changes.get(index);
      digest.update(`${index} ${change?.version} ${change?.at} ${change?.deleted};`);
    }
    const description = JSON.stringify([
      describe(state, text),
      'snapshot',
      from,
      to,
      digest.digest('hex'),
      view.windowStart,
    ]);
    const pristine = view.reloadedAt === undefined && view.schemaVersion === 1;
    const lasting = pristine && at === first && text.distortion === NO_DISTORTION;
    const write = () => content(state, text, from, to, (a, b) => presentRows(view, a, b));
    blobs.push(state.blobs.ensure(description, lasting, write));
  }
  return Promise.all(blobs);
}

/** Files of the changed rows; small tables have at most one. */
async function writeChanges(state: ServerState, job: Job, text: TableFiles): Promise<Blob[]> {
  const { since, until } = job.interval ?? { since: 0, until: 0 };
  const rows: number[] = [];
  for (const portion of changedRows(job.view, since, until)) {
    for (const index of portion) rows.push(index);
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  const blobs: Promise<Blob>[] = [];
  for (let from = 0; from < rows.length; from += state.objectRows) {
    const to = Math.min(from + state.objectRows, rows.length);
    // The job's own id: what changed depends on commits, which another run does not repeat.
    const description = JSON.stringify([describe(state, text), 'changes', job.id, from]);
    const write = () => content(state, text, from, to, (a, b) => rows.slice(a, b));
    blobs.push(state.blobs.ensure(description, false, write));
  }
  return Promise.all(blobs);
}

/** A file without rows: of CSV and TSV the header alone. */
function writeEmpty(state: ServerState, job: Job, text: TableFiles): Promise<Blob> {
  const description = JSON.stringify([describe(state, text), 'empty', job.id]);
  return state.blobs.ensure(description, false, () => content(state, text, 0, 0, () => []));
}

function content(
  state: ServerState,
  text: TableFiles,
  from: number,
  to: number,
  rowsOf: (from: number, to: number) => Iterable<number>,
): BlobContent {
  const { encoding } = text;
  if (encoding.kind === 'binary') return { pieces: tableBytes(text, encoding.encode, rowsOf(from, to)) };
  const count = Math.max(1, state.options.gzipMembers ?? 1);
  const cut = (n: number): number => from + Math.round(((to - from) * n) / count);
  const members = Array.from({ length: count }, (_, n) =>
    tableText(text, encoding, rowsOf(cut(n), cut(n + 1)), n === 0),
  );
  return { members };
}

/** Everything that the rows of a table depend on, except commits. */
function describe(state: ServerState, text: TableFiles): string {
  const { view, distortion, layout } = text;
  const { namespace, table } = view.fact;
  const world = state.tables.world(namespace);
  const { columns } = view.fact;
  const neighbours = [...world.tables].map(([name, other]) => [name, other.rows]);
  const { seed, baseAt, presence, nulCharacters } = world;
  const fixed = [GENERATOR_REVISION, seed, baseAt, presence, nulCharacters, namespace, table, columns, neighbours];
  const shape = [text.duplicates, distortion, state.options.gzipMembers ?? 1, text.encoding.extension, layout];
  return JSON.stringify([...fixed, view.history, view.reloadedAt, shape]);
}
