import { type Findings, notRun } from '../assertion.js';
import { compareCursors, laterCursor } from '../cursor/cursor-value.js';
import type { ResumedRead } from '../incremental-input.js';
import { ProblemList } from '../problem-list.js';
import type { DigestedRecord, ReadDigest, StreamDigest } from '../read-digest.js';
import { missingFrom, tally } from '../tally.js';

/**
 * Number 57: a read that is cut after a STATE loses nothing. What came before the stream's last STATE, and what a read
 * from there gives, together hold all records of the full read; of a record with a key, its last version. Records after
 * the stream's own last STATE do not count as kept, because a platform may drop what no state covers. A stream that was
 * never resumed in its middle is not judged.
 */
export function checkResume(first: ReadDigest, resumed: readonly ResumedRead[]): Findings {
  const problems = new ProblemList();
  const judged = new Set<string>();
  const doubts = new Map<string, string>();
  for (const run of resumed) {
    const number = first.states.findIndex(({ at }) => at === run.at) + 1;
    for (const after of run.read.streams.values()) {
      const full = first.streams.get(after.name);
      if (full === undefined) continue;
      const problem = checkStream(full, after, run.at);
      if (problem !== undefined) problems.add(`${full.name}: ${problem}`, `cut at STATE ${number}`);
      const reason = problem === undefined ? doubt(full, run.at) : undefined;
      if (reason === undefined) judged.add(full.name);
      else doubts.set(full.name, reason);
    }
  }
  const notes = [...doubts].filter(([name]) => !judged.has(name)).map(([name, reason]) => `${name}: ${reason}`);
  if (judged.size === 0) return notRun(['nothing was resumed', ...notes].join('; '));
  return { problems: problems.texts(), notes };
}

/** Why a read after this cut shows nothing about resuming the stream. */
function doubt({ states, records }: StreamDigest, cutAt: number): string | undefined {
  const handedIn = states.findLast((state) => state.at <= cutAt);
  if (handedIn === undefined) return 'it was read from the start';
  const isOwing = records.some(({ at }) => at > handedIn.at);
  return isOwing ? undefined : 'its states that were tried come after its last record';
}

function checkStream(full: StreamDigest, after: StreamDigest, cutAt: number): string | undefined {
  const keptUpTo = full.states.findLast((state) => state.at <= cutAt)?.at ?? 0;
  const union = [...full.records.filter(({ at }) => at <= keptUpTo), ...after.records];
  const missing = missingFrom(tally(full), tally(full, union));
  if (missing > 0) return `${missing} records are lost by a resumed read`;
  const stale = full.hasKey ? countStale(full.records, union) : 0;
  return stale === 0 ? undefined : `${stale} records keep an old version after a resumed read`;
}

function countStale(full: readonly DigestedRecord[], union: readonly DigestedRecord[]): number {
  const versions = latestVersions(union);
  return [...latestVersions(full)].filter(([identity, cursor]) => {
    const kept = versions.get(identity);
    return kept !== undefined && cursor !== undefined && (compareCursors(kept, cursor) ?? 0) < 0;
  }).length;
}

function latestVersions(records: readonly DigestedRecord[]): Map<string, DigestedRecord['cursor']> {
  const versions = new Map<string, DigestedRecord['cursor']>();
  for (const { identity, cursor } of records) versions.set(identity, laterCursor(versions.get(identity), cursor));
  return versions;
}
