import type { Assertion, Findings } from './assertion.js';
import { notRun } from './assertion.js';
import { checkFutureState } from './check-future-state.js';
import { checkSecondRead } from './check-second-read.js';
import { checkStatePositions } from './check-state-positions.js';
import type { IncrementalInput, StreamVerdict } from './incremental-input.js';
import type { StreamDigest } from './read-digest.js';

/** Numbers 46 to 48. */
export const INCREMENTAL_ASSERTIONS: readonly Assertion<IncrementalInput>[] = [
  {
    id: '46',
    name: 'incremental-second-read',
    title: 'a second read continues where the first ended',
    runs: ['second'],
    uses: ['between', 'lookbackDays', 'ignoredFields'],
    check: (input) => {
      if (input.betweenFault !== undefined) return [input.betweenFault];
      return input.second === undefined
        ? notRun(input.reasons?.second ?? 'needs a second read')
        : judge(input, (stream) => checkSecondRead(stream, input));
    },
  },
  {
    id: '47',
    name: 'incremental-state-moves',
    title: 'a read from any state gives nothing older than it',
    runs: ['first', 'resumed'],
    uses: ['lookbackDays', 'ignoredFields', 'maxResumes'],
    check: (input) => judge(input, (stream) => checkStatePositions(stream, input)),
  },
  {
    id: '48',
    name: 'incremental-future-state',
    title: 'a state in the future gives no records but a state',
    runs: ['future'],
    uses: ['futureState'],
    check: (input) =>
      input.future === undefined
        ? notRun(input.reasons?.future ?? 'needs a read from a state in the future')
        : judge(input, (stream) => checkFutureState(stream, input)),
  },
];

function judge({ first }: IncrementalInput, check: (stream: StreamDigest) => StreamVerdict): Findings {
  const streams = [...first.streams.values()].filter(({ entry }) => entry.sync_mode === 'incremental');
  if (streams.length === 0) return notRun('no stream is read incrementally');
  return combineVerdicts(streams.map((stream) => [stream.name, check(stream)]));
}

/** What is said of each stream as the findings of one rule, not judged if no stream could be judged. */
export function combineVerdicts(verdicts: readonly (readonly [stream: string, verdict: StreamVerdict])[]): Findings {
  const notes = verdicts.flatMap(([name, verdict]) => ('unjudged' in verdict ? [`${name}: ${verdict.unjudged}`] : []));
  const problems = verdicts.flatMap(([name, verdict]) =>
    'unjudged' in verdict ? [] : verdict.problems.map((problem) => `${name}: ${problem}`),
  );
  return notes.length === verdicts.length ? notRun(notes.join('; ')) : { problems, notes };
}
