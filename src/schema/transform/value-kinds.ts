import { type Cast, flatSteps, type PlanNode, TYPE_BIT } from './plan.js';

/** The kinds of values that generated code distinguishes. `fraction` is a number with one, or too large to be exact. */
export const VALUE_KINDS = ['string', 'integer', 'fraction', 'boolean', 'null', 'object', 'array'] as const;
/** One of {@link VALUE_KINDS}. */
export type ValueKind = (typeof VALUE_KINDS)[number];
/** What a value of one kind needs: nothing, nothing if its text has the node's format, a visit of its members, or a cast or warning. */
export type Outcome = 'pass' | 'format' | 'walk' | 'slow';

const KIND_BITS: Readonly<Record<ValueKind, number>> = {
  ...TYPE_BIT,
  integer: TYPE_BIT.integer | TYPE_BIT.number,
  fraction: TYPE_BIT.number,
};

/** What `node` demands of a value of the kind `kind` that is a property or an element. */
export function outcomeOf(node: PlanNode, kind: ValueKind): Outcome {
  if (node.steps.some((step) => step.kind === 'ref' || step.kind === 'tuple')) return 'slow';
  if (node.cast !== undefined && changes(node.cast, kind)) return 'slow';
  let outcome: Outcome = 'pass';
  for (const step of flatSteps(node)) {
    if (step.kind === 'type' && (step.accepts & KIND_BITS[kind]) === 0) return 'slow';
    if (step.kind === 'format' && kind === 'string') outcome = 'format';
    if (step.kind === 'properties' && kind === 'object') outcome = 'walk';
    if (step.kind === 'items' && kind === 'array') outcome = 'walk';
  }
  return outcome;
}

/** Whether values of the kind `kind` may become another value by the cast. */
function changes(cast: Cast, kind: ValueKind): boolean {
  if (kind === 'null' && cast.nullable) return false;
  switch (cast.target) {
    case 'string':
    case 'boolean':
      return kind !== cast.target;
    case 'number':
      return kind === 'string' || kind === 'boolean';
    case 'integer':
      return kind === 'string' || kind === 'boolean' || kind === 'fraction';
    case 'array':
      return kind !== 'object' && kind !== 'array';
    default:
      return cast.target satisfies never;
  }
}
