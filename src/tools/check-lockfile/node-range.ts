type Version = readonly [major: number, minor: number, patch: number];

const wildcards = new Set(['', '*', 'x', 'X', undefined]);

/**
 * Tells whether a version of Node lies in a range as `engines.node` writes it: `||`, blanks for "and", comparators,
 * `^`, `~` and wildcards, which is all that the packages of a lockfile use.
 *
 * @example
 * isNodeInRange('20.19.0', '^20.19.0 || >=22.12.0'); // true
 * @throws RangeError if the range is written in another way
 */
export function isNodeInRange(version: string, range: string): boolean {
  const [wanted] = parseVersion(version);
  const spaced = range.replace(/([<>=~^])\s+/g, '$1').trim();
  // Every term is parsed before any is evaluated, so that an unknown term is never ignored.
  const parts = spaced.split('||').map((part) =>
    part
      .trim()
      .split(/\s+/)
      .map((term) => isInTerm(wanted, term)),
  );
  return parts.some((terms) => terms.every(Boolean));
}

function parseVersion(text: string): readonly [version: Version, given: number] {
  const parts = text.split('.').slice(0, 3);
  const given = parts.findIndex((part) => wildcards.has(part));
  const numbers = (given === -1 ? parts : parts.slice(0, given)).map(Number);
  if (numbers.some((number) => !Number.isInteger(number))) throw new RangeError(`"${text}" is not a version.`);
  const [major = 0, minor = 0, patch = 0] = numbers;
  return [[major, minor, patch], numbers.length];
}

function compare(left: Version, right: Version): number {
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
}

/** First version after all those that agree with `version` in its first `parts` numbers. */
function next([major, minor, patch]: Version, parts: number): Version {
  if (parts === 0) return [Number.POSITIVE_INFINITY, 0, 0];
  if (parts === 1) return [major + 1, 0, 0];
  return parts === 2 ? [major, minor + 1, 0] : [major, minor, patch + 1];
}

function isInTerm(wanted: Version, term: string): boolean {
  const match = /^(>=|<=|>|<|=|\^|~)?v?([\d.xX*]*)$/.exec(term);
  if (match === null) throw new RangeError(`"${term}" is not understood as a range of versions.`);
  const [, operator = '=', text = ''] = match;
  const [lowest, given] = parseVersion(text);
  const within = (parts: number) => compare(wanted, lowest) >= 0 && compare(wanted, next(lowest, parts)) < 0;
  switch (operator) {
    case '>=':
      return compare(wanted, lowest) >= 0;
    case '>':
      return compare(wanted, next(lowest, given)) >= 0;
    case '<':
      return compare(wanted, lowest) < 0;
    case '<=':
      return compare(wanted, next(lowest, given)) < 0;
    case '^':
      return within(Math.min(given, 1));
    case '~':
      return within(Math.min(given, 2));
    default:
      return within(given);
  }
}
