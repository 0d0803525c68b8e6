/**
 * What a {@link TypeTransformer} does: nothing, the default casts, a custom function, or the casts and then the
 * function. The last two combine with `|` in any order; `NoTransform` stands alone.
 */
export const TransformConfig = {
  NoTransform: 1,
  DefaultSchemaNormalization: 2,
  CustomSchemaNormalization: 4,
} as const;
