/**
 * The candidate that needs the fewest edits to become `wanted`, unless even that is too different. One without a letter
 * of `wanted` in the same place is too different, however short both are.
 *
 * @example
 * nearestMatch('mony.json', ['money.json', 'person.json']) // 'money.json'
 * nearestMatch('zzz', ['money.json'])                      // undefined
 */
export function nearestMatch(wanted: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.min(Math.max(2, Math.floor(wanted.length / 3)) + 1, wanted.length);
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - wanted.length) >= bestDistance) continue;
    const distance = editDistance(wanted.toLowerCase(), candidate.toLowerCase());
    if (distance >= bestDistance) continue;
    best = candidate;
    bestDistance = distance;
  }
  return best;
}

/** A sentence that suggests the nearest candidate, with a space before it; '' if none is near. */
export function didYouMean(wanted: string, candidates: Iterable<string>): string {
  const match = nearestMatch(wanted, candidates);
  return match === undefined ? '' : ` Did you mean "${match}"?`;
}

function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}
