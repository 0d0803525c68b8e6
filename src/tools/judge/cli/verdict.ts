import type { Difference } from './compare.js';
import { isExpected, WANTED_DIFFERENCES } from './wanted-differences.js';

/** How a case went. */
export interface Verdict {
  readonly name: string;
  /** Titles of the wanted differences that it shows. */
  readonly wanted: readonly string[];
  /** Which expected differences it shows, as indices of title and expectation. */
  readonly met: readonly string[];
  /** Empty when all is well. */
  readonly problems: readonly string[];
}

/** Tells wanted differences from others. */
export function judgeDifferences(
  name: string,
  differences: readonly Difference[],
  leaks: readonly string[] = [],
): Verdict {
  const met = new Set<string>();
  const titles = new Set<string>();
  const problems = [...leaks];
  for (const difference of differences) {
    const found = entries().find(({ expected }) => isExpected(expected, name, difference));
    if (found === undefined) problems.push(describe(difference));
    else {
      met.add(found.key);
      titles.add(found.title);
    }
  }
  return { name, wanted: [...titles], met: [...met], problems };
}

/** Wanted differences that no case shows any more. */
export function unmet(verdicts: readonly Verdict[]): readonly string[] {
  const met = new Set(verdicts.flatMap((verdict) => verdict.met));
  return entries()
    .filter(({ key }) => !met.has(key))
    .map(({ key }) => key);
}

function entries() {
  return WANTED_DIFFERENCES.flatMap(({ title, expected: all }) =>
    all.map((expected) => ({
      title,
      expected,
      key: [title, expected.aspect, ...(expected.cases ?? [])].join(' / '),
    })),
  );
}

function describe({ aspect, path, official, ours }: Difference): string {
  const where = path === '' ? aspect : `${aspect} ${path}`;
  return `${where}: official ${shorten(official)}, ours ${shorten(ours)}`;
}

function shorten(text: string): string {
  const line = JSON.stringify(text);
  return line.length > 160 ? `${line.slice(0, 160)}…` : line;
}
