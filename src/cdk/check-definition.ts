import { CodedError } from '../errors.js';
import { declaredColumns, isSchemaObject } from '../schema/json-schema.js';
import { checkColumns, checkStreamSchema, type StreamDefinition } from '../schema/stream-schema-check.js';

/** A definition, and what is missing in a schema that is only a beginning. */
interface CheckedDefinition {
  /** Without the paths of key and cursor that the schema does not know yet. */
  readonly definition: StreamDefinition;
  /** One sentence each. */
  readonly missing: readonly string[];
}

/**
 * Refuses a stream whose schema, cursor and key Airbyte would find fault with. A schema that is only a beginning may
 * lack them: its columns are still to be learnt from records.
 *
 * @returns what such a schema lacks, one sentence each.
 * @throws CodedError `CDK_STREAM_DEFINITION` naming all that is wrong.
 */
export function checkDefinition(whole: StreamDefinition): readonly string[] {
  const { definition, missing } = leaveOpen(whole);
  const problems = checkStreamSchema(definition);
  if (problems.length === 0) return missing;
  throw new CodedError('CDK_STREAM_DEFINITION', {
    message: problems.join(' '),
    details: { stream: definition.name },
  });
}

/**
 * Takes out of a definition the columns of key and cursor that its schema lacks, if the schema is only a beginning: it
 * declares no column besides those of key and cursor.
 */
function leaveOpen(definition: StreamDefinition): CheckedDefinition {
  const { schema, cursorField = [], primaryKey = [] } = definition;
  const declared = isSchemaObject(schema) ? declaredColumns(schema) : undefined;
  const expected = new Set([cursorField[0], ...primaryKey.map(([name]) => name)]);
  if (declared === undefined || !declared.every((name) => expected.has(name))) return { definition, missing: [] };
  const isDeclared = (path: readonly string[]): boolean => path[0] === undefined || declared.includes(path[0]);
  const open = {
    ...definition,
    cursorField: isDeclared(cursorField) ? cursorField : [],
    primaryKey: primaryKey.filter(isDeclared),
  };
  const lacking = {
    ...definition,
    cursorField: isDeclared(cursorField) ? [] : cursorField,
    primaryKey: primaryKey.filter((path) => !isDeclared(path)),
  };
  const hint = 'The schema is only a beginning: `stream-cdk schema infer` learns the columns from records.';
  return { definition: open, missing: checkColumns(lacking).map((problem) => `${problem} ${hint}`) };
}
