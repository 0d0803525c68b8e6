import type { JsonSchema } from '../json-schema.js';
import type { DateFormat } from './dates/date-tests.js';

/** What the default cast turns a value into. `wrap` tells when a lone value becomes a list of one. */
export interface Cast {
  readonly target: 'string' | 'number' | 'integer' | 'boolean' | 'array';
  /** Whether null may stay null. */
  readonly nullable: boolean;
  readonly wrap: 'never' | 'scalars' | 'scalars-and-null';
}

/** One keyword of a schema that does something, in the order written. */
export type PlanStep =
  | { readonly kind: 'type'; readonly accepts: number; readonly to: unknown }
  | { readonly kind: 'format'; readonly format: DateFormat }
  | { readonly kind: 'properties'; readonly entries: readonly PlanEntry[] }
  | { readonly kind: 'items'; readonly node: PlanNode }
  | { readonly kind: 'tuple'; readonly nodes: readonly PlanNode[] }
  | { readonly kind: 'ref'; readonly node: PlanNode };

/** A property and the plan of its values. */
export interface PlanEntry {
  readonly name: string;
  readonly node: PlanNode;
}

/** What a schema demands of a value, reduced to the keywords that cast or warn. */
export interface PlanNode {
  readonly id: number;
  /** The schema as written, which a custom function is given. */
  readonly schema: JsonSchema;
  /** How a value is cast that is a property or an element; the root is never cast. */
  readonly cast: Cast | undefined;
  /** The format of its texts, if it is one of dates and they are looked at. */
  readonly format: DateFormat | undefined;
  /** Filled after the node exists, for a reference may lead back to it. */
  steps: readonly PlanStep[];
}

/** A whole schema, reduced. */
export interface Plan {
  readonly root: PlanNode;
  /** Whether any reference is followed: only then can the plan be recursive. */
  readonly hasRefs: boolean;
}

/** Bits of the `accepts` of a type step. */
export const TYPE_BIT = {
  null: 1,
  boolean: 2,
  integer: 4,
  number: 8,
  string: 16,
  array: 32,
  object: 64,
} as const;

/** The bits of all types that a value belongs to; 0 for a value that JSON cannot represent. */
export function typeBits(value: unknown): number {
  switch (typeof value) {
    case 'string':
      return TYPE_BIT.string;
    case 'number':
      return Number.isInteger(value) ? TYPE_BIT.number | TYPE_BIT.integer : TYPE_BIT.number;
    case 'bigint':
      return TYPE_BIT.number | TYPE_BIT.integer;
    case 'boolean':
      return TYPE_BIT.boolean;
    case 'object':
      if (value === null) return TYPE_BIT.null;
      return Array.isArray(value) ? TYPE_BIT.array : TYPE_BIT.object;
    default:
      return 0;
  }
}

/**
 * The steps of a node with those of the schemas it refers to in the place of the reference. A chain of references that
 * comes back to its start ends there.
 */
export function flatSteps(
  node: PlanNode,
  seen: ReadonlySet<PlanNode> = new Set(),
): Exclude<PlanStep, { kind: 'ref' }>[] {
  const inside = new Set(seen).add(node);
  return node.steps.flatMap((step) => {
    if (step.kind !== 'ref') return [step];
    return inside.has(step.node) ? [] : flatSteps(step.node, inside);
  });
}
