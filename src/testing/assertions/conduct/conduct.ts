import { type Assertion, type Findings, notRun } from '../assertion.js';
import type { CommandRun } from '../command-run.js';
import { combineVerdicts } from '../incremental.js';
import type { ResumedRead } from '../incremental-input.js';
import type { ReadDigest } from '../read-digest.js';
import { checkResume } from './check-resume.js';
import { checkStateAhead } from './check-state-ahead.js';
import { findExitProblems } from './exit-codes.js';
import { findLeaks } from './find-leaks.js';
import { findLateStates, findOrderProblems } from './read-order.js';
import { findCountProblems } from './record-counts.js';
import { findBareCounts, findHalves, findOddTimes, findStrayLines, perRead } from './run-checks.js';
import type { Secret } from './secret-forms.js';

/** What the rules beyond Airbyte's list look at. */
export interface ConductInput {
  /** Every run of the connector. */
  readonly runs: readonly CommandRun[];
  readonly secrets: readonly Secret[];
  /** A read without state, and those that continued from its states. */
  readonly first?: ReadDigest;
  readonly resumed?: readonly ResumedRead[];
  /** A read of a catalog and a state as some platforms write them: absent members as null, and members of their own. */
  readonly verbose?: CommandRun;
  /** Why a read is missing. */
  readonly reasons?: Readonly<Record<'first' | 'resumed' | 'verbose', string | undefined>>;
  /** When the first read had ended, in milliseconds since the epoch. */
  readonly nowMs: number;
}

/** Numbers 53 to 64: what Airbyte's list does not ask for, but a platform relies on. */
export const CONDUCT_ASSERTIONS: readonly Assertion<ConductInput>[] = [
  {
    id: '53',
    name: 'output-only-messages',
    title: 'nothing but valid messages is on standard output',
    runs: 'all',
    check: findStrayLines,
  },
  {
    id: '54',
    name: 'output-order',
    title: 'statuses, records and states come in their order',
    runs: 'all',
    check: perRead(findOrderProblems),
  },
  {
    id: '55',
    name: 'output-counts',
    title: 'the counts of records add up',
    runs: 'all',
    check: perRead(findCountProblems),
  },
  {
    id: '56',
    name: 'state-not-ahead',
    title: 'no state is ahead of its records',
    runs: ['first', 'resumed'],
    uses: ['maxResumes'],
    check: checkStatesAhead,
  },
  {
    id: '57',
    name: 'resume-loses-nothing',
    title: 'a read that is resumed from any state loses nothing',
    runs: ['first', 'resumed'],
    uses: ['ignoredFields', 'maxResumes'],
    check: checkResumedReads,
  },
  {
    id: '58',
    name: 'log-without-secrets',
    title: 'no secret of the config is readable in the log',
    runs: 'all',
    uses: ['invalidConfig'],
    check: ({ runs, secrets }) =>
      secrets.length === 0 ? notRun('the config has no secret of eight or more characters') : findLeaks(runs, secrets),
  },
  {
    id: '59',
    name: 'exit-codes',
    title: 'every command ends in time, with an exit code that fits',
    runs: 'all',
    check: ({ runs }) => runs.filter((run) => run.isProbe !== true).flatMap(findExitProblems),
  },
  {
    id: '60',
    name: 'emitted-at-milliseconds',
    title: 'emitted_at is in milliseconds',
    runs: 'all',
    check: perRead(findOddTimes),
  },
  {
    id: '61',
    name: 'nulls-and-unknown-members',
    title: 'a catalog and a state with nulls and unknown members are read',
    runs: ['verbose'],
    check: checkVerbose,
  },
  {
    id: '62',
    name: 'state-before-end',
    title: 'no state comes after the end of its stream',
    runs: 'all',
    check: perRead(findLateStates),
    isAdvisory: true,
  },
  {
    id: '63',
    name: 'counts-with-decimal-point',
    title: 'counts are written with a decimal point',
    runs: 'all',
    isAdvisory: true,
    check: findBareCounts,
  },
  {
    id: '64',
    name: 'text-well-formed',
    title: 'no text holds half a character',
    runs: 'all',
    check: findHalves,
  },
];

function checkStatesAhead({ first, resumed = [], nowMs, reasons }: ConductInput): Findings {
  if (first === undefined) return notRun(reasons?.first ?? 'needs a read with states');
  const streams = [...first.streams.values()].filter(({ entry }) => entry.sync_mode === 'incremental');
  if (streams.length === 0) return notRun('no stream is read incrementally');
  return combineVerdicts(streams.map((stream) => [stream.name, checkStateAhead(stream, resumed, nowMs)]));
}

function checkResumedReads({ first, resumed, reasons }: ConductInput): Findings {
  if (first === undefined || resumed === undefined) return notRun(reasons?.resumed ?? 'needs reads from states');
  return checkResume(first, resumed);
}

function checkVerbose({ verbose, reasons }: ConductInput): string[] | Findings {
  if (verbose === undefined) return notRun(reasons?.verbose ?? 'needs a read of its own');
  return findExitProblems(verbose);
}
