import { InvalidArgumentError } from 'commander';

const LAST = 63;

/**
 * The numbers of assertions in a list with ranges.
 *
 * @throws InvalidArgumentError for anything else.
 * @example
 * numbersOf('1,33-35') // ['1', '33', '34', '35']
 */
export function numbersOf(list: string): string[] {
  return list.split(',').flatMap((part) => {
    const [, first = '', last = first] = /^\s*(\d{1,2})(?:-(\d{1,2}))?\s*$/.exec(part) ?? [];
    const [from, to] = [Number(first), Number(last)];
    if (from < 1 || to > LAST || from > to)
      throw new InvalidArgumentError(`Assertions are numbered from 1 to ${LAST}: 1,33-38.`);
    return Array.from({ length: to - from + 1 }, (_, index) => String(from + index));
  });
}
