import { isSchemaObject, type JsonSchema } from '../../../schema/json-schema.js';
import type { Reference, Shape } from './shape.js';

/** Keywords of a schema that, beside a reference, say nothing about values that it does not say. */
const ANNOTATIONS = new Set([
  ...[
    'type',
    'additionalProperties',
    'title',
    'description',
    'nullable',
    'x-nullable',
    'example',
    'examples',
    'default',
  ],
  ...['deprecated', 'readOnly', 'writeOnly', 'xml', 'externalDocs', 'discriminator', '$comment'],
]);

/** Tells whether a schema merely describes what stands beside it. */
export function isAnnotation(schema: unknown): schema is JsonSchema {
  return (
    isSchemaObject(schema) &&
    Object.keys(schema).every((keyword) => ANNOTATIONS.has(keyword) || keyword.startsWith('x-'))
  );
}

/** Adds to a reference what a schema of mere annotations says. */
export function annotate(part: Reference, annotation: Shape): Reference {
  return {
    ...part,
    nullable: part.nullable || annotation.nullable,
    keywords: { ...part.keywords, ...annotation.keywords },
  };
}
