import type { Aspect, CliCase } from './case.js';
import type { Outcome } from './outcome.js';

/** What a client has that the other has not, where one has nothing at all. */
export const NOTHING = 'nothing';

/** One thing that the two clients do differently. */
export interface Difference {
  readonly aspect: Aspect;
  /** Path of the file; empty for the other aspects. */
  readonly path: string;
  readonly official: string;
  readonly ours: string;
}

const ALL: readonly Aspect[] = ['exit', 'stdout', 'file'];

/** Everything in which two outcomes of a case differ. */
export function compareOutcomes(
  { compares = ALL }: Pick<CliCase, 'compares'>,
  official: Outcome,
  ours: Outcome,
): readonly Difference[] {
  const paths = [...new Set([...official.files.keys(), ...ours.files.keys()])].sort();
  const candidates: readonly Difference[] = [
    { aspect: 'exit', path: '', official: official.exit, ours: ours.exit },
    { aspect: 'stdout', path: '', official: official.stdout || NOTHING, ours: ours.stdout || NOTHING },
    ...paths.map((path) => ({
      aspect: 'file' as const,
      path,
      official: official.files.get(path) ?? NOTHING,
      ours: ours.files.get(path) ?? NOTHING,
    })),
  ];
  return candidates.filter((one) => compares.includes(one.aspect) && one.official !== one.ours);
}

/** Secrets of the emulator that stand in what a client wrote for people. */
export function leaksOf({ texts }: Outcome, secret: string): readonly string[] {
  return [
    ...(texts.includes(secret) ? ['the client secret is in its output'] : []),
    ...(texts.includes('X-Amz-Signature') ? ['a signed address is in its output'] : []),
    ...(/\beyJ[\w-]{10,}\./.test(texts) ? ['an access token is in its output'] : []),
  ];
}
