import { InvalidArgumentError } from 'commander';
import { ACCEPTANCE_RULES, findRule } from '../../testing/index.js';

const HIGHEST = ACCEPTANCE_RULES.at(-1)?.id ?? '0';

/**
 * The numbers of the rules in a list of numbers, ranges and names.
 *
 * @throws InvalidArgumentError for a rule that does not exist.
 * @example
 * parseRules('1,33-35,exit-codes') // ['1', '33', '34', '35', '59']
 */
export function parseRules(list: string): string[] {
  return list.split(',').flatMap((part) => rulesIn(part.trim()));
}

function rulesIn(part: string): string[] {
  const range = /^(\d+)\s*-\s*(\d+)$/.exec(part);
  const [first, last] = range === null ? [part, part] : [range[1] ?? '', range[2] ?? ''];
  const [from, to] = [numberOf(first), numberOf(last)];
  if (from > to) throw new InvalidArgumentError(`The range ${part} is empty.`);
  return Array.from({ length: to - from + 1 }, (_, index) => String(from + index));
}

function numberOf(idOrName: string): number {
  const rule = findRule(idOrName);
  if (rule !== undefined) return Number(rule.id);
  throw new InvalidArgumentError(
    `There is no rule "${idOrName}": rules are numbered from 1 to ${HIGHEST} and have names, such as 1,33-38,exit-codes.`,
  );
}
