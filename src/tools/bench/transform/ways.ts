import { createAjv } from '../../../schema/ajv.js';
import type { JsonSchema } from '../../../schema/json-schema.js';
import { TransformConfig } from '../../../schema/transform-config.js';
import { TypeTransformer } from '../../../schema/type-transformer.js';
import type { TransformSubject } from './subject.js';

/** Which records a way is given: those whose every leaf needs a cast, or the same after the cast. */
export type Diet = 'misfitting' | 'fitting';

/** One way to treat a record. */
export interface Way {
  readonly name: string;
  readonly diet: Diet;
  readonly treat: (record: unknown) => unknown;
}

export const REGULAR = 'regular transform';
export const AJV_COERCING = 'ajv, coerceTypes';

/** The rows of the table: those of Airbyte's documentation, then Ajv for scale. */
export function waysFor({ schema }: TransformSubject): readonly Way[] {
  const { DefaultSchemaNormalization, CustomSchemaNormalization } = TransformConfig;
  const casting = new TypeTransformer(DefaultSchemaNormalization);
  const writing = new TypeTransformer(CustomSchemaNormalization);
  writing.registerCustomTransform(constantOf);
  const walking = new TypeTransformer(CustomSchemaNormalization, { onWarning: () => {} });
  // A transformer does not handle formats and inherited names, so Ajv does not either. With `coerceTypes` it writes
  // in place as we do.
  const spared = { allErrors: false, validateFormats: false, ownProperties: false };
  const coercing = createAjv({ ...spared, coerceTypes: true }).compile(schema);
  const validating = createAjv(spared).compile(schema);
  return [
    { name: REGULAR, diet: 'misfitting', treat: casting.compile(schema) },
    { name: 'without casting, values still written', diet: 'misfitting', treat: writing.compile(schema) },
    { name: 'without setting, nothing to cast', diet: 'fitting', treat: casting.compile(schema) },
    { name: 'traverse only', diet: 'fitting', treat: walking.compile(schema) },
    { name: AJV_COERCING, diet: 'misfitting', treat: coercing },
    { name: `${AJV_COERCING}, nothing to cast`, diet: 'fitting', treat: coercing },
    { name: 'ajv, validation only', diet: 'fitting', treat: validating },
  ];
}

/** Some value of the declared type. */
function constantOf(value: unknown, { type }: JsonSchema): unknown {
  const declared: unknown = Array.isArray(type) ? type[1] : type;
  if (declared === 'string') return 'text';
  if (declared === 'boolean') return true;
  return declared === 'number' || declared === 'integer' ? 1 : value;
}
