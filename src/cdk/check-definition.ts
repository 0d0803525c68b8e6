import { CodedError } from '../errors.js';
import { checkStreamSchema, type StreamDefinition } from '../schema/stream-schema-check.js';

/**
 * Refuses a stream whose schema, cursor and key Airbyte would find fault with.
 *
 * @throws CodedError `CDK_STREAM_DEFINITION` naming all that is wrong.
 */
export function refuseBadDefinition(definition: StreamDefinition): void {
  const problems = checkStreamSchema(definition);
  if (problems.length === 0) return;
  throw new CodedError('CDK_STREAM_DEFINITION', {
    message: problems.join(' '),
    details: { stream: definition.name },
  });
}
