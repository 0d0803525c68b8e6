import { numericExclusives } from '../../../schema/dialects/conversions.js';
import { isSchemaObject, type JsonSchema, ownValue, setOwn } from '../../../schema/json-schema.js';
import type { ConversionNotes } from './conversion-notes.js';

const isNumber = (value: unknown): boolean => typeof value === 'bigint' || Number.isFinite(value);
const isCount = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0;

/** Keywords that are kept, each with what its value must be. */
const KEPT: ReadonlyMap<string, (value: unknown) => boolean> = new Map([
  ['title', (value: unknown) => typeof value === 'string'],
  ['description', (value: unknown) => typeof value === 'string'],
  ['default', () => true],
  ['minimum', isNumber],
  ['maximum', isNumber],
  ['exclusiveMinimum', isNumber],
  ['exclusiveMaximum', isNumber],
  ['multipleOf', (value: unknown) => isNumber(value) && Number(value) > 0],
  ['minLength', isCount],
  ['maxLength', isCount],
  ['minItems', isCount],
  ['maxItems', isCount],
  ['minProperties', isCount],
  ['maxProperties', isCount],
  ['uniqueItems', (value: unknown) => typeof value === 'boolean'],
  ['pattern', isPattern],
]);

/** Read elsewhere, or of no meaning for records. */
const SILENT = new Set([
  ...[
    'type',
    'format',
    'enum',
    'const',
    'nullable',
    'properties',
    'required',
    'items',
    'prefixItems',
    'contentEncoding',
  ],
  ...[
    'oneOf',
    'anyOf',
    'allOf',
    'additionalProperties',
    '$ref',
    '$schema',
    '$id',
    '$comment',
    '$anchor',
    '$defs',
    'definitions',
  ],
]);

/**
 * The keywords of a schema that are written as they are, among them the limits of OpenAPI 2 and 3.0 in the form of
 * draft-07. What is left out is noted.
 *
 * @example
 * readLimits({ minimum: 1, exclusiveMinimum: true, example: 2 }, notes, 'User.age') // { exclusiveMinimum: 1 }
 */
export function readLimits(schema: JsonSchema, notes: ConversionNotes, place: string): JsonSchema {
  const result: JsonSchema = {};
  const limits = { ...schema };
  numericExclusives(limits);
  for (const [keyword, value] of Object.entries(limits)) {
    if (SILENT.has(keyword)) continue;
    const fits = KEPT.get(keyword);
    if (fits === undefined) drop(keyword, notes, place);
    else if (fits(value)) setOwn(result, keyword, value);
    else notes.add(`${keyword} that is broken, left out`, place);
  }
  return result;
}

/** Notes what becomes of `additionalProperties`, which Airbyte wants to be true everywhere. */
export function noteMaps(schema: JsonSchema, types: readonly string[], notes: ConversionNotes, place: string): void {
  const additional = ownValue(schema, 'additionalProperties');
  if (additional === false) notes.add('additionalProperties: false, taken for true', place);
  if (isSchemaObject(additional) && Object.keys(additional).length > 0 && types.includes('object')) {
    notes.add('maps, whose values are not described', place);
  }
}

/** Conditions that values may fail are worth a look. */
const CONDITIONS = new Set(['not', 'if', 'then', 'else', 'dependentSchemas', 'dependencies', 'patternProperties']);

function drop(keyword: string, notes: ConversionNotes, place: string): void {
  if (CONDITIONS.has(keyword)) notes.add(`${keyword}, left out`, place);
  else notes.drop(keyword);
}

function isPattern(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  try {
    new RegExp(value);
    return true;
  } catch {
    return false;
  }
}
