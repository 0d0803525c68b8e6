import {
  chownSync,
  copyFileSync,
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Owner } from './users.js';

/** What a `COPY` takes from where to where. */
export interface CopyPlan {
  /** Folder that the sources are in: the build context or another image's root. */
  readonly from: string;
  readonly sources: readonly string[];
  /** Folder that is the image's root. */
  readonly root: string;
  /** Absolute, inside the image. A `/` at its end makes it a folder. */
  readonly target: string;
  readonly owner: Owner;
  /** Whether a source is included; its path is relative to `from`. */
  readonly takes: (path: string) => boolean;
}

/**
 * Copies as Docker does: the content of a folder, or a file; owners are those given, modes are kept.
 *
 * @throws Error if a source does not exist or is left out.
 */
export function copyFiles(plan: CopyPlan): void {
  const { from, sources, target, root } = plan;
  const isFolder = target.endsWith('/') || sources.length > 1;
  for (const source of sources) {
    const path = source.replace(/^(\.?\/)+/, '');
    const stat = lstatSync(join(from, path), { throwIfNoEntry: false });
    if (stat === undefined || (!plan.takes(path) && !stat.isDirectory())) {
      throw new Error(`COPY finds no ${source}: it does not exist or .dockerignore leaves it out.`);
    }
    const place = join(root, target);
    makeFolder(isFolder ? place : dirname(place), plan.owner);
    if (stat.isDirectory()) copyContent(plan, path, place);
    else copyEntry(plan, path, isFolder ? join(place, basename(path)) : place);
  }
}

function copyContent(plan: CopyPlan, path: string, place: string): void {
  makeFolder(place, plan.owner);
  for (const name of readdirSync(join(plan.from, path))) {
    const inner = join(path, name);
    const isFolder = lstatSync(join(plan.from, inner)).isDirectory();
    if (isFolder && hasAny(plan, inner)) copyContent(plan, inner, join(place, name));
    else if (!isFolder && plan.takes(inner)) copyEntry(plan, inner, join(place, name));
  }
}

/** A folder that is left out counts when something in it is taken in again. */
function hasAny(plan: CopyPlan, path: string): boolean {
  if (plan.takes(path)) return true;
  return readdirSync(join(plan.from, path), { withFileTypes: true }).some((entry) => {
    const inner = join(path, entry.name);
    return entry.isDirectory() ? hasAny(plan, inner) : plan.takes(inner);
  });
}

function copyEntry({ from, owner }: CopyPlan, path: string, place: string): void {
  const source = join(from, path);
  if (lstatSync(source).isSymbolicLink()) symlinkSync(readlinkSync(source), place);
  else copyFileSync(source, place);
  lchownSync(place, owner.uid, owner.gid);
}

function makeFolder(folder: string, owner: Owner): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder), owner);
  mkdirSync(folder, { mode: 0o755 });
  chownSync(folder, owner.uid, owner.gid);
}
