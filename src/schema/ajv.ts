import { Ajv, type ErrorObject, type Options } from 'ajv';
import addFormatsModule from 'ajv-formats';
import traverse from 'json-schema-traverse';
import { CodedError } from '../errors.js';
import { readDialect } from './dialects/dialect.js';
import { asDraft07 } from './dialects/to-draft-07.js';
import { isSchemaObject, type JsonSchema, ownValue, setOwn } from './json-schema.js';

/** Describes what is wrong with a value, one sentence per problem; empty if it fits. Never quotes the value. */
export type Validator = (value: unknown) => string[];

/** The declaration of the package calls its function a member of the module; at run time it is both. */
const addFormats = addFormatsModule.default;

/**
 * The one set-up of Ajv in this package: draft-07, formats of ajv-formats, every problem reported; unknown formats and
 * keywords (`airbyte_type`, `airbyte_secret`) are ignored. Patterns are compiled without the `u` flag, because
 * API descriptions often contain escapes that this flag forbids. Only own properties of a value count, so that a
 * field may be called `constructor`.
 */
export function createAjv(options: Options = {}): Ajv {
  const ajv = new Ajv({
    strict: false,
    allErrors: true,
    logger: false,
    addUsedSchema: false,
    unicodeRegExp: false,
    ownProperties: true,
    ...options,
  });
  addFormats(ajv);
  return ajv;
}

let shared: Ajv | undefined;

/** Creating an Ajv is expensive, so all schemas share one; no schema stays in it after its compilation. */
function sharedAjv(): Ajv {
  shared ??= createAjv();
  return shared;
}

/**
 * Compiles a schema to a function that checks values. Big integers (`bigint`) count as the numbers they are.
 *
 * @throws CodedError `SCHEMA_INVALID` when it is not a schema of a draft from 04 to 2020-12 or refers to what it does not contain.
 * @example
 * compileValidator({ type: 'object', required: ['id'] })({}) // ["must have required property 'id'"]
 */
export function compileValidator(schema: JsonSchema): Validator {
  const ajv = sharedAjv();
  const copy = prepare(schema);
  try {
    const validate = ajv.compile(copy);
    return (value) => (validate(toPlainNumbers(value)) ? [] : describeErrors(validate.errors));
  } catch (error) {
    const message = `The schema cannot be compiled: ${error instanceof Error ? error.message : String(error)}.`;
    throw new CodedError('SCHEMA_INVALID', { message, cause: error });
  } finally {
    ajv.removeSchema(copy);
  }
}

/** Formats of values that Airbyte's types allow to come without a time zone. */
const LENIENT_FORMATS: ReadonlyMap<unknown, readonly [format: string, lenient: string]> = new Map([
  ['timestamp_without_timezone', ['date-time', 'iso-date-time']],
  ['time_without_timezone', ['time', 'iso-time']],
]);

/** A copy in draft-07 without its declared dialect, which other spellings of the URI may name. */
function prepare(schema: JsonSchema): JsonSchema {
  const { $schema: _, ...copy } = structuredClone(asDraft07(schema));
  const relax: traverse.Callback = (part) => {
    const [format, lenient] = LENIENT_FORMATS.get(ownValue(part, 'airbyte_type')) ?? [];
    if (format !== undefined && ownValue(part, 'format') === format) setOwn(part, 'format', lenient);
  };
  traverse(copy, { cb: relax });
  return copy;
}

/**
 * Why `schema` is not a valid schema of the draft that it names, one from 04 to 2020-12; empty if it is one. Without
 * `$schema` it is draft-07.
 *
 * @example
 * checkIsSchema({ type: 'text' }) // ['/type must be equal to one of the allowed values', ...]
 */
export function checkIsSchema(schema: unknown): string[] {
  if (!isSchemaObject(schema)) return typeof schema === 'boolean' ? [] : ['a schema is an object'];
  const { problem } = readDialect(ownValue(schema, '$schema'));
  const problems = problem === undefined ? [] : [`/$schema ${problem}`];
  const { $schema: _, ...rest } = asDraft07(schema);
  const ajv = sharedAjv();
  if (ajv.validateSchema(rest) !== true) return [...problems, ...describeErrors(ajv.errors)];
  return [...problems, ...checkPatterns(rest)];
}

/** Ajv does not check formats in schemas, so a broken pattern would be noticed only when records are checked. */
function checkPatterns(root: JsonSchema): string[] {
  const problems: string[] = [];
  const check: traverse.Callback = (schema, pointer) => {
    const pattern = ownValue(schema, 'pattern');
    const names = Object.keys(ownValue(schema, 'patternProperties') ?? {});
    const isBroken = [...(typeof pattern === 'string' ? [pattern] : []), ...names].some((text) => !isPattern(text));
    if (isBroken) problems.push(`${pointer} must have patterns that are regular expressions`.trim());
  };
  traverse(root, { cb: check });
  return problems;
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}

function describeErrors(errors: readonly ErrorObject[] | null | undefined): string[] {
  const texts = (errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`.trim());
  return [...new Set(texts)];
}

/** A form that Ajv can check, because it does not support `bigint`. Only a value that contains one is copied. */
export function toPlainNumbers(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const elements = value.map(toPlainNumbers);
    return elements.every((element, index) => element === value[index]) ? value : elements;
  }
  return plainMembers(value);
}

function plainMembers(value: object): object {
  let copy: object | undefined;
  for (const name of Object.keys(value)) {
    const member = ownValue(value, name);
    const plain = toPlainNumbers(member);
    if (plain === member) continue;
    copy ??= { ...value };
    setOwn(copy, name, plain);
  }
  return copy ?? value;
}
