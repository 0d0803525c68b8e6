import { type MergeContext, mergeShapes, partText, simpleTypes } from './merge-shapes.js';
import { isAny, type Part, type Shape, shape } from './shape.js';

/**
 * Puts alternatives into a schema, as simply as they can be said: null among them makes it nullable, a single one is
 * merged, those that are mere types make a list of types, and equal ones stand once.
 */
export function withAlternatives(base: Shape, alternatives: readonly Part[], context: MergeContext): Part {
  if (alternatives.length === 0) return base;
  const isNullable = alternatives.some(isNull) || alternatives.some((part) => part.nullable);
  const others = distinct(alternatives.filter((part) => !isNull(part)));
  const nullable = base.nullable || isNullable;
  const telling = others.filter((part) => part.kind === 'reference' || !constrainsOnly(part));
  if (telling.length < others.length) context.notes.add('alternatives that only constrain, left out', context.place);
  const [only, ...rest] = telling;
  if (only === undefined) return { ...base, nullable };
  if (rest.length === 0) return withOnly(base, only, nullable, context);
  // What fits anything makes the others say nothing.
  if (others.length > telling.length || telling.some(isAny)) return { ...base, nullable };
  if (telling.every(isMereType)) {
    const types = simpleTypes(telling.flatMap((part) => part.types));
    return { ...mergeShapes(base, shape({ types }), context), nullable };
  }
  return { ...base, nullable, branches: telling.map((part) => ({ ...part, nullable: false })) };
}

function withOnly(base: Shape, only: Part, nullable: boolean, context: MergeContext): Part {
  if (only.kind === 'shape') return { ...mergeShapes(base, only, context), nullable };
  const isPlain = isAny(base) && base.required.size === 0;
  if (isPlain) return { ...only, nullable, keywords: { ...only.keywords, ...base.keywords } };
  return { ...base, nullable, branches: [only] };
}

function isNull(part: Part): boolean {
  return part.kind === 'shape' && part.nullable && isAny(part);
}

function constrainsOnly(part: Shape): boolean {
  return isAny(part) && part.required.size > 0;
}

function isMereType(part: Part): part is Shape {
  return (
    part.kind === 'shape' &&
    part.types.length > 0 &&
    part.types.every((type) => type !== 'object' && type !== 'array') &&
    part.values === undefined &&
    Object.keys(part.keywords).every((keyword) => keyword === 'title' || keyword === 'description')
  );
}

function distinct(parts: readonly Part[]): Part[] {
  return [...new Map(parts.map((part) => [partText(part), part])).values()];
}
