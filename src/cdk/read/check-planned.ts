import { CodedError } from '../../errors.js';
import { descriptorText } from '../../protocol/descriptor.js';
import { declaredColumns, type JsonSchema } from '../../schema/json-schema.js';
import { checkColumns } from '../../schema/stream-schema-check.js';
import { checkDefinition } from '../check-definition.js';
import { type AnyStream, cursorPath, toPaths } from '../stream.js';
import type { PlannedStream } from './plan.js';

/**
 * Checks a stream that is about to be read: its schema, and what the catalog chose.
 *
 * @returns what a schema lacks that is only a beginning, one sentence each.
 * @throws CodedError `CDK_STREAM_DEFINITION` when the stream contradicts itself; `CDK_CATALOG_INVALID` when the user
 * chose a cursor or key that it does not have.
 */
export function checkPlanned(planned: PlannedStream, stream: AnyStream, schema: JsonSchema): readonly string[] {
  const name = descriptorText(planned.descriptor);
  // Some streams know their key only once their schema is loaded.
  const ownKey = toPaths(stream);
  const missing = checkDefinition({ name, schema, cursorField: cursorPath(stream), primaryKey: ownKey });
  const problems = checkColumns({
    name,
    schema,
    cursorField: planned.syncMode === 'incremental' ? planned.cursorField : undefined,
    primaryKey: ownKey.length === 0 ? planned.chosenKey : undefined,
  });
  const isBeginning = missing.length > 0 || declaredColumns(schema).length === 0;
  if (problems.length === 0 || isBeginning) return missing;
  throw new CodedError('CDK_CATALOG_INVALID', {
    message: `${problems.join(' ')} Choose another column in the connection.`,
    details: { stream: name },
  });
}
