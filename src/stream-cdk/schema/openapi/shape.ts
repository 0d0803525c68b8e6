import type { JsonSchema } from '../../../schema/json-schema.js';

/**
 * A schema of an API description, read: what it says by itself. Whether null is allowed is kept apart from the types,
 * since that also depends on where the schema stands.
 */
export interface Shape {
  readonly kind: 'shape';
  /** Types but null; empty where any is allowed. */
  readonly types: readonly string[];
  /** The description allows null. */
  readonly nullable: boolean;
  readonly properties: ReadonlyMap<string, Part>;
  readonly required: ReadonlySet<string>;
  /** One part for all elements, or one for each position. */
  readonly items: Part | readonly Part[] | undefined;
  /** Alternatives; empty if there are none. */
  readonly branches: readonly Part[];
  /** Allowed values but null. */
  readonly values: readonly unknown[] | undefined;
  /** Keywords that are written as they are: titles, formats, limits. */
  readonly keywords: JsonSchema;
}

/** A place where another schema stands by reference. */
export interface Reference {
  readonly kind: 'reference';
  /** Key of the schema that is meant. */
  readonly target: string;
  readonly nullable: boolean;
  /** Title and description of this place. */
  readonly keywords: JsonSchema;
}

/** A schema as a part of another. */
export type Part = Shape | Reference;

/** A shape that allows everything, but for what `said` says. */
export function shape(said: Partial<Shape> = {}): Shape {
  return {
    kind: 'shape',
    types: [],
    nullable: false,
    properties: new Map(),
    required: new Set(),
    items: undefined,
    branches: [],
    values: undefined,
    keywords: {},
    ...said,
  };
}

/** The parts directly in a shape that are written (elements only of what is a list), with the step that leads to each. */
export function partsOf({ types, properties, items, branches }: Shape): [step: string, part: Part][] {
  const elements: readonly Part[] =
    items === undefined || !types.includes('array') ? [] : 'kind' in items ? [items] : items;
  return [
    ...[...properties].map(([name, part]): [string, Part] => [name, part]),
    ...elements.map((part): [string, Part] => ['[]', part]),
    ...branches.map((part): [string, Part] => ['', part]),
  ];
}

/** Tells whether a shape says nothing about values but perhaps null. */
export function isAny(part: Part): boolean {
  if (part.kind === 'reference') return false;
  return (
    part.types.length === 0 && part.branches.length === 0 && part.values === undefined && part.properties.size === 0
  );
}
