import traverse from 'json-schema-traverse';
import { checkIsSchema } from './ajv.js';
import { declaredTypes, isSchemaObject, type JsonSchema, ownValue } from './json-schema.js';
import { didYouMean } from './nearest-match.js';

/** A stream as far as its schema must fit it. Paths are lists of property names. */
export interface StreamDefinition {
  readonly name: string;
  readonly schema: unknown;
  readonly cursorField?: readonly string[] | undefined;
  readonly primaryKey?: readonly (readonly string[])[] | undefined;
}

/**
 * What Airbyte's acceptance tests and platform would find wrong with a stream's schema, one sentence each: not a
 * draft-07 schema of an object, a `$ref`, `allOf` or `not` left in it, `additionalProperties` other than true, a cursor
 * or key that it lacks, a key that is an object or a list.
 *
 * @example
 * checkStreamSchema({ name: 'users', schema: { type: 'object' }, primaryKey: [['id']] })
 * // ['Stream users: primary key id is not among the properties of its schema.']
 */
export function checkStreamSchema(stream: StreamDefinition): string[] {
  return findProblems(stream).map((problem) => `Stream ${stream.name}: ${problem}`);
}

/**
 * The part of {@link checkStreamSchema} that concerns cursor and key.
 *
 * @example
 * checkColumns({ name: 'users', schema: { type: 'object' }, cursorField: ['at'] })
 * // ['Stream users: cursor at is not among the properties of its schema.']
 */
export function checkColumns(stream: StreamDefinition): string[] {
  return findColumnProblems(stream).map((problem) => `Stream ${stream.name}: ${problem}`);
}

function findColumnProblems({ schema, cursorField = [], primaryKey = [] }: StreamDefinition): string[] {
  if (!isSchemaObject(schema)) return [];
  const cursor = cursorField.length === 0 ? [] : checkPath(schema, cursorField, 'cursor');
  return [...cursor, ...primaryKey.flatMap((path) => checkKey(schema, path))];
}

function findProblems(stream: StreamDefinition): string[] {
  const { schema } = stream;
  if (!isSchemaObject(schema)) return ['its schema is no JSON object.'];
  try {
    return [
      ...checkIsSchema(schema).map(toSentence),
      ...checkTopLevel(schema),
      ...checkKeywords(schema),
      ...findColumnProblems(stream),
    ];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return ['its schema contains itself or nests too deep to be checked.'];
  }
}

function toSentence(problem: string): string {
  return `its schema is not valid: ${problem}.`;
}

function checkTopLevel(schema: JsonSchema): string[] {
  return declaredTypes(schema).includes('object') ? [] : ['the top level of its schema must have the type object.'];
}

function checkKeywords(root: JsonSchema): string[] {
  const problems: string[] = [];
  traverse(root, {
    allKeys: true,
    cb: (schema, pointer) => {
      const at = pointer === '' ? 'the top level' : pointer;
      if (typeof ownValue(schema, '$ref') === 'string')
        problems.push(`${at} of its schema has a $ref that is not resolved.`);
      for (const keyword of ['allOf', 'not']) {
        if (Object.hasOwn(schema, keyword))
          problems.push(`${at} of its schema uses ${keyword}, which Airbyte does not know.`);
      }
      if (Object.hasOwn(schema, 'additionalProperties') && ownValue(schema, 'additionalProperties') !== true) {
        problems.push(`${at} of its schema has additionalProperties other than true.`);
      }
    },
  });
  return problems;
}

function checkKey(schema: JsonSchema, path: readonly string[]): string[] {
  const problems = checkPath(schema, path, 'primary key');
  const field = findField(schema, path);
  const composed =
    field === undefined ? undefined : declaredTypes(field).find((type) => type === 'object' || type === 'array');
  if (composed !== undefined)
    problems.push(`primary key ${path.join('.')} is of type ${composed}; keys must be scalars.`);
  return problems;
}

function checkPath(schema: JsonSchema, path: readonly string[], role: string): string[] {
  if (path.length === 0) return [`a ${role} is an empty path.`];
  if (findField(schema, path) !== undefined) return [];
  const near = path.length === 1 ? didYouMean(path[0] ?? '', Object.keys(propertiesOf(schema))) : '';
  return [`${role} ${path.join('.')} is not among the properties of its schema.${near}`];
}

function findField(schema: JsonSchema, path: readonly string[]): JsonSchema | undefined {
  let field: JsonSchema | undefined = schema;
  for (const name of path) {
    const next: unknown = field === undefined ? undefined : ownValue(propertiesOf(field), name);
    field = isSchemaObject(next) ? next : undefined;
  }
  return field;
}

function propertiesOf(schema: JsonSchema): JsonSchema {
  const properties = ownValue(schema, 'properties');
  return isSchemaObject(properties) ? properties : {};
}
