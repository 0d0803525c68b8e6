import { lstatSync, readdirSync, type Stats } from 'node:fs';
import { join } from 'node:path';

/** A file, folder or link below some folder. */
export interface Entry {
  /** Relative to that folder; empty for itself. */
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'link';
  readonly uid: number;
  readonly gid: number;
  /** Bytes; 0 unless it is a file. */
  readonly size: number;
}

/** The folder and everything below it; links are not followed. */
export function listEntries(folder: string, path = ''): readonly Entry[] {
  const stat = lstatSync(join(folder, path));
  const entry = toEntry(path, stat);
  if (entry.kind !== 'folder') return [entry];
  const names = readdirSync(join(folder, path)).sort();
  return [entry, ...names.flatMap((name) => listEntries(folder, join(path, name)))];
}

function toEntry(path: string, stat: Stats): Entry {
  const kind = stat.isDirectory() ? 'folder' : stat.isSymbolicLink() ? 'link' : 'file';
  return { path, kind, uid: stat.uid, gid: stat.gid, size: kind === 'file' ? stat.size : 0 };
}

/** Bytes of all files together. */
export function sumSizes(entries: readonly Entry[]): number {
  return entries.reduce((sum, { size }) => sum + size, 0);
}

/** @example megabytes(1_500_000) // '1.5 MB' */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
