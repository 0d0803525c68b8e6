import { isJsonObject } from '../../../util/json.js';
import type { CommandRun } from '../command-run.js';
import { ProblemList } from '../problem-list.js';
import type { ReceivedLine } from '../received-line.js';
import type { Secret } from './secret-forms.js';

const READ_BY_PEOPLE = new Set(['LOG', 'TRACE', 'CONNECTION_STATUS']);

/**
 * Where a secret is readable: in LOG, TRACE and CONNECTION_STATUS messages, in lines that are not messages, which end up in
 * the log of a platform, and on standard error.
 *
 * @returns one text for each secret, by its place in the config, and kind of line; never the text of a line.
 */
export function findLeaks(runs: readonly CommandRun[], secrets: readonly Secret[]): string[] {
  const problems = new ProblemList();
  const search = (run: CommandRun, texts: readonly string[], where: string, number: number) => {
    for (const { place, forms } of secrets) {
      const isLeaked = forms.some((form) => texts.some((text) => text.includes(form)));
      if (isLeaked) problems.add(`the secret at ${place} is readable in ${where}`, `${run.title}, line ${number}`);
    }
  };
  for (const run of secrets.length === 0 ? [] : runs) {
    for (const line of run.output) {
      const where = placeOf(line);
      if (where !== undefined) search(run, [line.text, ...textsIn(line.message)], where, line.number);
    }
    let number = 0;
    for (const text of run.stderr) search(run, [text], 'standard error', ++number);
  }
  return problems.texts();
}

function placeOf({ message }: ReceivedLine): string | undefined {
  if (message === undefined) return 'a line that is not a message';
  return READ_BY_PEOPLE.has(message.type) ? `a ${message.type} message` : undefined;
}

/** The texts as they are read, without the escapes of their line. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isJsonObject(value) ? Object.values(value).flatMap(textsIn) : [];
}
