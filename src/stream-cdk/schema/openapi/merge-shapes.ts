import type { ConversionNotes } from './conversion-notes.js';
import { type Part, partsOf, type Shape, shape } from './shape.js';

/** What to do where two schemas both speak. */
export interface MergeContext {
  readonly notes: ConversionNotes;
  readonly place: string;
}

/** A schema that says what `first` and `second` say together, as `allOf` means it; where they contradict, the second wins. */
export function mergeShapes(first: Shape, second: Shape, context: MergeContext): Shape {
  const types = mergeTypes(first.types, second.types, context);
  if (first.branches.length > 0 && second.branches.length > 0) {
    context.notes.add('alternatives combined with others, of which the first are kept', context.place);
  }
  return shape({
    types,
    nullable: first.nullable || second.nullable,
    properties: mergeProperties(first, second, context),
    required: new Set([...first.required, ...second.required]),
    items: second.items ?? first.items,
    branches: first.branches.length > 0 ? first.branches : second.branches,
    values: second.values ?? first.values,
    keywords: { ...first.keywords, ...second.keywords },
  });
}

function mergeTypes(first: readonly string[], second: readonly string[], context: MergeContext): readonly string[] {
  if (first.length === 0) return second;
  if (second.length === 0) return first;
  const both = second.flatMap((type) => {
    if (first.includes(type)) return [type];
    // Of two numeric types the narrower one is meant.
    const isNumeric = type === 'integer' ? first.includes('number') : type === 'number' && first.includes('integer');
    return isNumeric ? ['integer'] : [];
  });
  if (both.length > 0) return simpleTypes(both);
  context.notes.add('types that contradict each other, of which the last is kept', context.place);
  return second;
}

/** Types, each once; every integer is a number. */
export function simpleTypes(types: readonly string[]): string[] {
  return [...new Set(types)].filter((type) => type !== 'integer' || !types.includes('number'));
}

function mergeProperties(first: Shape, second: Shape, context: MergeContext): ReadonlyMap<string, Part> {
  const properties = new Map(first.properties);
  for (const [name, part] of second.properties) {
    const known = properties.get(name);
    properties.set(name, known === undefined ? part : mergeParts(known, part, context));
  }
  return properties;
}

/** A reference cannot be merged with anything but what merely describes it. */
function mergeParts(first: Part, second: Part, context: MergeContext): Part {
  if (first.kind === 'shape' && second.kind === 'shape') return mergeShapes(first, second, context);
  if (second.kind === 'reference') return second;
  return partsOf(second).length === 0 && second.types.length === 0
    ? { ...first, keywords: { ...first.keywords, ...second.keywords } }
    : second;
}

/**
 * A schema for objects that fit any of `shapes`: all properties, of which those are required that all require. So the
 * columns of a stream of several kinds of objects are known.
 */
export function uniteShapes(shapes: readonly Shape[]): Shape {
  const properties = new Map<string, Part>();
  for (const { properties: own } of shapes) {
    for (const [name, part] of own) {
      const known = properties.get(name);
      properties.set(name, known === undefined ? part : eitherOf(known, part));
    }
  }
  const [first, ...others] = shapes;
  const required = [...(first?.required ?? [])].filter((name) => others.every((other) => other.required.has(name)));
  return shape({
    types: ['object'],
    nullable: shapes.some(({ nullable }) => nullable),
    properties,
    required: new Set(required),
  });
}

function eitherOf(first: Part, second: Part): Part {
  const either = unitedValues(first, second);
  if (either !== undefined) return either;
  const isUnion = first.kind === 'shape' && first.types.length === 0 && first.branches.length > 0;
  const parts = isUnion ? first.branches : [first];
  const wanted = partText(second);
  return parts.some((part) => partText(part) === wanted) ? first : shape({ branches: [...parts, second] });
}

/** Two lists of allowed values of the same type are one; descriptions of one of the kinds are left out. */
function unitedValues(first: Part, second: Part): Shape | undefined {
  if (first.kind !== 'shape' || second.kind !== 'shape') return undefined;
  if (first.values === undefined || second.values === undefined) return undefined;
  if (first.branches.length > 0 || second.branches.length > 0 || String(first.types) !== String(second.types)) {
    return undefined;
  }
  const { title: _, description: __, default: ___, ...keywords } = first.keywords;
  const values = [...new Set([...first.values, ...second.values])];
  return { ...first, keywords, values, nullable: first.nullable || second.nullable };
}

/** A text that is the same for parts that say the same. */
export function partText(part: Part): string {
  return JSON.stringify(part, (_key, value: unknown) => {
    if (value instanceof Map) return [...value];
    if (value instanceof Set) return [...value].sort();
    return typeof value === 'bigint' ? `${value}n` : value;
  });
}
