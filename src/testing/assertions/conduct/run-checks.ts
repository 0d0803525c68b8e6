// Checks of everything that the connector wrote, over all of its runs.
import type { ReceivedMessage } from '../../received-message.js';
import { type Findings, notRun } from '../assertion.js';
import { type CommandRun, hasSucceeded, messagesIn } from '../command-run.js';
import { ProblemList } from '../problem-list.js';

type Runs = { readonly runs: readonly CommandRun[] };

/** A check of the messages of each read that succeeded; not judged if none did. */
export function perRead(
  find: (messages: Iterable<ReceivedMessage>) => readonly string[],
): (input: Runs) => readonly string[] | Findings {
  return ({ runs }) => {
    const reads = runs.filter((run) => run.command === 'read' && run.expects !== 'failure' && hasSucceeded(run));
    if (reads.length === 0) return notRun('no read has succeeded');
    const problems = new ProblemList();
    for (const run of reads) {
      for (const problem of find(messagesIn(run.output))) problems.add(problem, run.title);
    }
    return problems.texts();
  };
}

/** Lines of standard output that are not valid messages. */
export function findStrayLines({ runs }: Runs): string[] {
  const problems = new ProblemList();
  for (const run of runs) {
    for (const line of run.output) {
      for (const problem of line.problems) problems.add(problem, `${run.title}, line ${line.number}`);
    }
  }
  return problems.texts();
}

/** From 2000 to 2200: seconds and microseconds lie far outside. */
const [EARLIEST_MS, LATEST_MS] = [946_684_800_000, 7_258_118_400_000];

/** Times of emission that are not in milliseconds. */
export function findOddTimes(messages: Iterable<ReceivedMessage>): string[] {
  const problems = new ProblemList();
  for (const { record, trace } of messages) {
    const emittedAt = Number((record ?? trace)?.emitted_at ?? EARLIEST_MS);
    const isOdd = emittedAt < EARLIEST_MS || emittedAt > LATEST_MS;
    if (isOdd) problems.add(`emitted_at of a ${record === undefined ? 'TRACE' : 'RECORD'} is not in milliseconds`);
  }
  return problems.texts();
}

/**
 * Counts that are written as integers. The protocol asks for a decimal point, because readers that only know 32-bit
 * integers fail on large counts.
 */
export function findBareCounts({ runs }: Runs): string[] | Findings {
  const problems = new ProblemList();
  let counted = 0;
  for (const run of runs) {
    for (const { message, text, number } of run.output) {
      if (message?.state?.sourceStats == null) continue;
      counted += 1;
      const isBare = /"recordCount"\s*:\s*-?\d+\s*[,}]/.test(text);
      if (isBare) problems.add('a recordCount is written without a decimal point', `${run.title}, line ${number}`);
    }
  }
  return counted === 0 ? notRun('no state with counts was read') : problems.texts();
}

/** The two escapes of one character, any other escape, and a half alone. */
const ESCAPES = /\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|(?<half>\\u[dD][89a-fA-F][\da-fA-F]{2})|\\./g;

/**
 * Lone surrogates: escapes of half a character. JSON allows them, but Unicode has no such text: consumers refuse the
 * line or lose the record.
 */
export function findHalves({ runs }: Runs): string[] {
  const problems = new ProblemList();
  for (const run of runs) {
    for (const { message, text, number } of run.output) {
      if (!/\\u[dD][89a-fA-F]/.test(text)) continue;
      const hasHalf = [...text.matchAll(ESCAPES)].some(({ groups }) => groups?.['half'] !== undefined);
      const what = message?.type ?? 'line';
      if (hasHalf) problems.add(`a ${what} holds half a character (a lone surrogate)`, `${run.title}, line ${number}`);
    }
  }
  return problems.texts();
}
