/**
 * Patterns of table names: `*` stands for any characters, `?` for one, `{a,b}` for one of several texts. A pattern with
 * a dot is `namespace.table`; one without matches the table in every namespace.
 */

import type { TableRef } from '../table-ref.js';

/** A part of a pattern. */
type Part =
  | { readonly kind: 'char'; readonly char: string }
  | { readonly kind: 'one' }
  | { readonly kind: 'many' }
  | { readonly kind: 'choice'; readonly choices: readonly (readonly Part[])[] };

/** A pattern taken apart. */
export interface TablePattern {
  /** Undefined where the pattern does not name a namespace. */
  readonly namespace: readonly Part[] | undefined;
  readonly table: readonly Part[];
}

/** Letters, digits and signs of names; and the signs of patterns. */
const ALLOWED = /^[\w\-.*?{},]*$/;

/**
 * Says why a pattern cannot match any table, in words that follow the name of the setting; undefined when it can.
 *
 * @example
 * patternProblem('enroll*')       // undefined
 * patternProblem('!canvas.users') // 'has "!", which …'
 */
export function patternProblem(pattern: string): string | undefined {
  if (pattern.includes('!')) return 'has "!", which cannot exclude tables here; list the tables to read instead';
  if (!ALLOWED.test(pattern)) {
    return 'has a character that no table name has; use letters, digits, "_", "*", "?" and "{a,b}"';
  }
  const sides = pattern.split('.');
  if (sides.length > 2) return 'has more than one dot; the form is "namespace.table"';
  if (!sides.every(hasText)) return sides.length === 2 ? 'needs something on both sides of its dot' : 'is empty';
  if (!sides.every(isBalanced)) return 'has a brace or comma out of place; the form is "{a,b}", without a dot inside';
  return undefined;
}

/**
 * Takes a pattern apart.
 *
 * @throws Error when {@link patternProblem} finds something wrong with it.
 */
export function parseTablePattern(pattern: string): TablePattern {
  const problem = patternProblem(pattern);
  if (problem !== undefined) throw new Error(`The pattern ${JSON.stringify(pattern)} ${problem}.`);
  const [first = '', second] = pattern.split('.');
  if (second === undefined) return { namespace: undefined, table: parseParts(first) };
  return { namespace: parseParts(first), table: parseParts(second) };
}

/** Tells whether a pattern means a table; one without a namespace means the table in all of them. */
export function matchesTable({ namespace, table }: TablePattern, ref: TableRef): boolean {
  return (namespace === undefined || matchesParts(namespace, ref.namespace)) && matchesParts(table, ref.table);
}

/** Tells whether a whole `text` fits. Takes time in proportion to the lengths of pattern and text multiplied. */
export function matchesParts(parts: readonly Part[], text: string): boolean {
  return advance(parts, text, new Set([0])).has(text.length);
}

/** The places in `text` that can be reached from the places in `from`: each part is looked at once for each place. */
function advance(parts: readonly Part[], text: string, from: ReadonlySet<number>): ReadonlySet<number> {
  let places = from;
  for (const part of parts) {
    if (places.size === 0) break;
    places = step(part, text, places);
  }
  return places;
}

function step(part: Part, text: string, from: ReadonlySet<number>): ReadonlySet<number> {
  switch (part.kind) {
    case 'char':
      return new Set([...from].filter((place) => text[place] === part.char).map((place) => place + 1));
    case 'one':
      return new Set([...from].filter((place) => place < text.length).map((place) => place + 1));
    case 'many': {
      const first = Math.min(...from);
      return new Set(Array.from({ length: text.length - first + 1 }, (_, index) => first + index));
    }
    case 'choice':
      return new Set(part.choices.flatMap((choice) => [...advance(choice, text, from)]));
    default:
      return part satisfies never;
  }
}

function hasText(side: string): boolean {
  return /[^{},]/.test(side);
}

/** Braces are not nested: no name needs it. */
function isBalanced(side: string): boolean {
  return /^(?:[^{},]|\{[^{}]*\})*$/.test(side);
}

function parseParts(side: string): Part[] {
  return (side.match(/\{[^}]*\}|./g) ?? []).map((piece) =>
    piece.length === 1
      ? parsePlain(piece)
      : {
          kind: 'choice',
          choices: piece
            .slice(1, -1)
            .split(',')
            .map((choice) => [...choice].map(parsePlain)),
        },
  );
}

function parsePlain(char: string): Part {
  if (char === '*') return { kind: 'many' };
  return char === '?' ? { kind: 'one' } : { kind: 'char', char };
}
