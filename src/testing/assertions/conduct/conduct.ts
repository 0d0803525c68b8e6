import { type Assertion, type Findings, notRun } from '../assertion.js';
import { type CommandRun, hasSucceeded, messagesIn } from '../command-run.js';
import { combineVerdicts } from '../incremental.js';
import type { ResumedRead } from '../incremental-input.js';
import { ProblemList } from '../problem-list.js';
import type { ReadDigest } from '../read-digest.js';
import { checkResume } from './check-resume.js';
import { checkStateAhead } from './check-state-ahead.js';
import { findExitProblems } from './exit-codes.js';
import { findLeaks } from './find-leaks.js';
import { findLateStates, findOrderProblems } from './read-order.js';
import { findCountProblems } from './record-counts.js';
import type { Secret } from './secret-forms.js';

/** What the rules beyond Airbyte's list look at. */
export interface ConductInput {
  /** Every run of the connector. */
  readonly runs: readonly CommandRun[];
  readonly secrets: readonly Secret[];
  /** A read without state, and those that went on from its states. */
  readonly first?: ReadDigest;
  readonly resumed?: readonly ResumedRead[];
  /** A read of a catalog and a state as some platforms write them: absent members as null, and members of their own. */
  readonly verbose?: CommandRun;
  /** Why there are no reads that went on from states, or no such read. */
  readonly reasons?: Readonly<Record<'first' | 'resumed' | 'verbose', string | undefined>>;
  /** When the first read had ended, in milliseconds since the epoch. */
  readonly nowMs: number;
}

/** Numbers 53 to 63: what Airbyte's list does not ask for, and a platform relies on. */
export const CONDUCT_ASSERTIONS: readonly Assertion<ConductInput>[] = [
  { id: '53', title: 'nothing but valid messages is on standard output', check: ({ runs }) => findStrayLines(runs) },
  perRead('54', 'statuses, records and states come in their order', findOrderProblems),
  perRead('55', 'the counts of records add up', findCountProblems),
  { id: '56', title: 'no state is ahead of its records', check: checkStatesAhead },
  {
    id: '57',
    title: 'a read that is resumed from any state loses nothing',
    check: ({ first, resumed, reasons }) =>
      first === undefined || resumed === undefined
        ? notRun(reasons?.resumed ?? 'needs reads from the states of another')
        : checkResume(first, resumed),
  },
  {
    id: '58',
    title: 'no secret of the config is readable in the log',
    check: ({ runs, secrets }) =>
      secrets.length === 0 ? notRun('the config has no secret of eight or more characters') : findLeaks(runs, secrets),
  },
  {
    id: '59',
    title: 'every command ends in time, with an exit code that fits',
    check: ({ runs }) => runs.filter((run) => run.isProbe !== true).flatMap(findExitProblems),
  },
  perRead('60', 'emitted_at is in milliseconds', findOddTimes),
  { id: '61', title: 'a catalog and a state with nulls and unknown members are read', check: checkVerbose },
  { ...perRead('62', 'no state comes after the end of its stream', findLateStates), isAdvisory: true },
  {
    id: '63',
    title: 'counts are written with a decimal point',
    isAdvisory: true,
    check: ({ runs }) => findBareCounts(runs),
  },
];

function findStrayLines(runs: readonly CommandRun[]): string[] {
  const problems = new ProblemList();
  for (const run of runs) {
    for (const line of run.output) {
      for (const problem of line.problems) problems.add(problem, `${run.title}, line ${line.number}`);
    }
  }
  return problems.texts();
}

function perRead(
  id: string,
  title: string,
  find: (messages: ReturnType<typeof messagesIn>) => readonly string[],
): Assertion<ConductInput> {
  return {
    id,
    title,
    check: ({ runs }) => {
      const reads = runs.filter((run) => run.command === 'read' && run.expects !== 'failure' && hasSucceeded(run));
      if (reads.length === 0) return notRun('no read has succeeded');
      const problems = new ProblemList();
      for (const run of reads) {
        for (const problem of find(messagesIn(run.output))) problems.add(problem, run.title);
      }
      return problems.texts();
    },
  };
}

/** From 2000 to 2200: seconds and microseconds lie far outside. */
const [EARLIEST_MS, LATEST_MS] = [946_684_800_000, 7_258_118_400_000];

function findOddTimes(messages: ReturnType<typeof messagesIn>): string[] {
  const problems = new ProblemList();
  for (const { record, trace } of messages) {
    const emittedAt = Number((record ?? trace)?.emitted_at ?? EARLIEST_MS);
    const isOdd = emittedAt < EARLIEST_MS || emittedAt > LATEST_MS;
    if (isOdd) problems.add(`emitted_at of a ${record === undefined ? 'TRACE' : 'RECORD'} is not in milliseconds`);
  }
  return problems.texts();
}

/** The protocol asks for it, as readers that know integers of 32 bits only fail on large ones. */
function findBareCounts(runs: readonly CommandRun[]): string[] {
  const problems = new ProblemList();
  for (const run of runs) {
    for (const { message, text, number } of run.output) {
      const isBare = message?.state?.sourceStats != null && /"recordCount"\s*:\s*-?\d+\s*[,}]/.test(text);
      if (isBare) problems.add('a recordCount is written without one', `${run.title}, line ${number}`);
    }
  }
  return problems.texts();
}

function checkStatesAhead({ first, resumed = [], nowMs, reasons }: ConductInput): Findings {
  if (first === undefined) return notRun(reasons?.first ?? 'needs a read with states');
  const streams = [...first.streams.values()].filter(({ entry }) => entry.sync_mode === 'incremental');
  if (streams.length === 0) return notRun('no stream is read incrementally');
  return combineVerdicts(streams.map((stream) => [stream.name, checkStateAhead(stream, resumed, nowMs)]));
}

function checkVerbose({ verbose, reasons }: ConductInput): string[] | Findings {
  if (verbose === undefined) return notRun(reasons?.verbose ?? 'needs a read of its own');
  return findExitProblems(verbose);
}
