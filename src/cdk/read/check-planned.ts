import { CodedError } from '../../errors.js';
import { descriptorText } from '../../protocol/descriptor.js';
import type { JsonSchema } from '../../schema/json-schema.js';
import { checkColumns } from '../../schema/stream-schema-check.js';
import { refuseBadDefinition } from '../refuse-bad-definition.js';
import { type AnyStream, cursorPath, toPaths } from '../stream.js';
import type { PlannedStream } from './plan.js';

/**
 * Checks a stream that is about to be read: its schema, and what the catalog chose.
 *
 * @throws CodedError `CDK_STREAM_DEFINITION` when the stream contradicts itself; `CDK_CATALOG_INVALID` when the user
 * chose a cursor or key that it does not have.
 */
export function checkPlanned(planned: PlannedStream, stream: AnyStream, schema: JsonSchema): void {
  const name = descriptorText(planned.descriptor);
  // Some streams know their key only once their schema is loaded.
  const ownKey = toPaths(stream);
  refuseBadDefinition({ name, schema, cursorField: cursorPath(stream), primaryKey: ownKey });
  const problems = checkColumns({
    name,
    schema,
    cursorField: planned.syncMode === 'incremental' ? planned.cursorField : undefined,
    primaryKey: ownKey.length === 0 ? planned.chosenKey : undefined,
  });
  if (problems.length === 0) return;
  throw new CodedError('CDK_CATALOG_INVALID', {
    message: `${problems.join(' ')} Choose another column in the connection.`,
    details: { stream: name },
  });
}
