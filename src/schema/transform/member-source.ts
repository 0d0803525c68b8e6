import type { PlanNode } from './plan.js';
import type { Outcome, ValueKind } from './value-kinds.js';

/** A test of a value `v`, and the statement to run if it is true. */
export interface SourceBranch {
  readonly test: string;
  readonly run: string;
}

/** Source that tells whether `v` is an object, not a list. */
export const IS_OBJECT = "typeof v === 'object' && v !== null && !isArray(v)";
/** Source that tells whether `v` is a list. */
export const IS_ARRAY = 'isArray(v)';

const KIND_TESTS: readonly (readonly [ValueKind, string])[] = [
  ['string', "typeof v === 'string'"],
  ['boolean', "typeof v === 'boolean'"],
  ['null', 'v === null'],
  ['array', IS_ARRAY],
  ['object', IS_OBJECT],
];

/** Tests for the kinds of values that need no cast, numbers first if the schema declares them. */
export function passingTests(node: PlanNode, outcome: (kind: ValueKind) => Outcome): string[] {
  const tests = KIND_TESTS.flatMap(([kind, test]) => {
    if (outcome(kind) === 'format') return [`(${test} && fits[${JSON.stringify(node.format)}](v))`];
    return outcome(kind) === 'pass' ? [`(${test})`] : [];
  });
  const isNumeric = node.cast?.target === 'number' || node.cast?.target === 'integer';
  const numbers = numberTests(outcome('integer'), outcome('fraction'));
  return isNumeric ? [...numbers, ...tests] : [...tests, ...numbers];
}

function numberTests(integer: Outcome, fraction: Outcome): string[] {
  if (fraction === 'pass') return ["typeof v === 'number'"];
  return integer === 'pass' ? ['isSafeInteger(v)'] : [];
}

/** Results of the casts written here. */
const RESULT_KINDS: Readonly<Record<string, readonly ValueKind[]>> = {
  number: ['integer', 'fraction'],
  integer: ['integer'],
  string: ['string'],
  boolean: ['boolean'],
};

/**
 * The most common casts of `v` that cannot fail, with the result put in `place`; uses a variable `c`. Empty
 * if the result must still be checked, for example against a `$ref` beside the type.
 */
export function castBranches(node: PlanNode, place: string, outcome: (kind: ValueKind) => Outcome): SourceBranch[] {
  const target = node.cast?.target ?? '';
  const results = RESULT_KINDS[target] ?? [];
  return results.every((kind) => outcome(kind) === 'pass') ? branchesTo(target, place) : [];
}

function branchesTo(target: string, place: string): SourceBranch[] {
  switch (target) {
    case 'number':
      return [{ test: "typeof v === 'string' && (c = readPlainNumber(v)) !== undefined", run: `${place} = c;` }];
    case 'integer':
      return [{ test: "typeof v === 'string' && (c = readPlainInteger(v)) !== undefined", run: `${place} = c;` }];
    case 'string':
      return [{ test: 'isSafeInteger(v)', run: `${place} = String(v);` }];
    case 'boolean':
      return [
        { test: "v === 'true' || v === 1", run: `${place} = true;` },
        { test: "v === 'false' || v === 0", run: `${place} = false;` },
      ];
    default:
      return [];
  }
}
