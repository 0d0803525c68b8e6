import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { Random } from '../transform/random.js';
import { WIDE_COLUMNS, type WideColumn } from './wide-table.js';

/**
 * Kinds of rows. `plain`: every value has its type. `spelling`: a number of every fifth row is written as `1e-07`.
 * `cast`: a text column always holds an integer.
 */
export const ROW_KINDS = ['plain', 'spelling', 'cast'] as const;
export type RowsOfKind = (typeof ROW_KINDS)[number];

const ROWS_PER_FILE = 50_000;
const ROWS_PER_PIECE = 500;
const FIRST_ID = 10_000_000_000_000_001n;
/** One value in so many is absent. */
const ABSENT_ONCE_IN = 6;
const SPELLED_ONCE_IN = 5;
const WORDS = 'lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore'.split(
  ' ',
);

/** Writes the files of one kind, or finds those of an earlier bench. They compress about 7:1. */
export async function writeRowFiles(folder: string, kind: RowsOfKind, rows: number): Promise<string[]> {
  const home = join(folder, `${kind}-${rows}`);
  const count = Math.ceil(rows / ROWS_PER_FILE);
  const names = Array.from({ length: count }, (_, index) => `part-${String(index).padStart(5, '0')}.jsonl.gz`);
  if (!existsSync(home)) {
    const draft = `${home}.draft`;
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { recursive: true });
    for (const [index, name] of names.entries()) {
      const lines = linesOf(kind, index * ROWS_PER_FILE, Math.min(rows, (index + 1) * ROWS_PER_FILE));
      await pipeline(Readable.from(lines), createGzip(), createWriteStream(join(draft, name)));
    }
    await rename(draft, home);
  }
  return names.map((name) => join(home, name));
}

function* linesOf(kind: RowsOfKind, from: number, to: number): Generator<string> {
  const random = new Random(from + 1);
  for (let first = from; first < to; first += ROWS_PER_PIECE) {
    let piece = '';
    for (let row = first; row < Math.min(to, first + ROWS_PER_PIECE); row += 1) piece += lineOf(kind, row, random);
    yield piece;
  }
}

function lineOf(kind: RowsOfKind, row: number, random: Random): string {
  const members = WIDE_COLUMNS.flatMap((column, at) => {
    if (random.once(ABSENT_ONCE_IN)) return [];
    return [`"${column.name}":${oddText(kind, row, at) ?? plainText(column, random)}`];
  });
  const ts = `2026-03-01T08:00:00.${String(row % 1000).padStart(3, '0')}Z`;
  return `{"meta":{"ts":"${ts}"},"key":{"id":${FIRST_ID + BigInt(row)}},"value":{${members.join(',')}}}\n`;
}

function oddText(kind: RowsOfKind, row: number, at: number): string | undefined {
  const { type } = WIDE_COLUMNS[at] as WideColumn;
  if (kind === 'spelling' && type === 'score') return row % SPELLED_ONCE_IN === 0 ? '1e-07' : undefined;
  return kind === 'cast' && type === 'text' && at < FACTS_OF_FIRST ? String(row % 100_000) : undefined;
}

/** The first subject has the one text column that never holds a text. */
const FACTS_OF_FIRST = 5;

function plainText({ type }: WideColumn, random: Random): string {
  switch (type) {
    case 'count':
      return String(random.below(200));
    case 'id':
      return `1000000000${1_000_000 + random.below(100_000)}`;
    case 'score':
      return random.once(3) ? '66.66666666666667' : String(random.below(1000) / 10);
    case 'flag':
      return random.once(2) ? 'true' : 'false';
    case 'instant':
      return `"2026-0${1 + random.below(9)}-1${random.below(10)}T0${random.below(10)}:15:${10 + random.below(50)}.000Z"`;
    case 'text':
      return `"${Array.from({ length: 1 + random.below(3) }, () => WORDS[random.below(WORDS.length)]).join(' ')}"`;
    default:
      return type satisfies never;
  }
}
