import { type CommandRun, hasSucceeded } from '../assertions/command-run.js';
import type { Secret } from '../assertions/conduct/secret-forms.js';
import type { ResumedRead } from '../assertions/incremental-input.js';
import type { ReadDigest } from '../assertions/read-digest.js';
import type { ConfiguredCatalogFile } from '../catalog-of.js';

/**
 * Something that later steps build on, or why it is missing. What a failed command gave can be judged, but nothing
 * builds on it.
 */
export type Given<T> = { readonly value: T } | { readonly missing: string; readonly failed?: T };

/** A run of `read` and what is needed of it. */
export interface ReadRun {
  readonly run: CommandRun;
  readonly catalog: ConfiguredCatalogFile;
  readonly digest: ReadDigest;
}

/** Everything that the suite has run, for the rules to judge. */
export interface Evidence {
  readonly runs: readonly CommandRun[];
  readonly spec: Given<CommandRun>;
  readonly previousConfigs: readonly unknown[];
  readonly check: Given<CommandRun>;
  readonly invalidCheck: Given<CommandRun>;
  readonly discover: Given<CommandRun>;
  readonly first: Given<ReadRun>;
  readonly resumed: Given<readonly ResumedRead[]>;
  readonly verbose: Given<CommandRun>;
  readonly impossible: Given<CommandRun>;
  readonly full: Given<readonly [first: ReadDigest, second: ReadDigest]>;
  readonly future: Given<{ readonly read: ReadDigest; readonly unmoved: readonly string[] }>;
  readonly second: Given<ReadDigest>;
  /** What is wrong with the command that was to make new data. */
  readonly betweenFault: string | undefined;
  readonly secrets: readonly Secret[];
  /** When the first read had ended. */
  readonly nowMs: number;
}

/** The value, if there is one. */
export function givenValue<T>(given: Given<T>): T | undefined {
  return 'value' in given ? given.value : undefined;
}

/** Why it is missing. */
export function givenReason<T>(given: Given<T>): string | undefined {
  return 'missing' in given ? given.missing : undefined;
}

/** What was left out because no chosen rule needs it. */
export const NOT_CHOSEN = { missing: 'not chosen' };

/** A run to build on, if it succeeded. */
export function whenSucceeded(run: CommandRun): Given<CommandRun> {
  return hasSucceeded(run) ? { value: run } : { missing: `${run.title} failed, see rule 59`, failed: run };
}

/** What follows from a value, if there is one; nothing follows from what a failed command gave. */
export function follow<T, R>(given: Given<T>, change: (value: T) => R): Given<R> {
  return 'value' in given ? { value: change(given.value) } : { missing: given.missing };
}

/** Accepts the output of a failed command if it contains what the command is for: it can still be judged. */
export function judgeable<T>(given: Given<T>, holdsAnything: (failed: T) => boolean): Given<T> {
  if ('value' in given || given.failed === undefined || !holdsAnything(given.failed)) return given;
  return { value: given.failed };
}
