import { asDraft07 } from '../../schema/dialects/to-draft-07.js';
import type { JsonSchema } from '../../schema/json-schema.js';
import type { Logger } from '../logger.js';
import type { AnyStream } from '../stream.js';
import type { PlannedStream } from './plan.js';

/**
 * The schema of a stream that is about to be read, after the checks that `discover` makes as well.
 *
 * @param log - gets what is wrong with a schema that is only a beginning
 * @throws CodedError `CDK_STREAM_DEFINITION` when the stream contradicts itself; `CDK_CATALOG_INVALID` when the user
 * chose a cursor or key that it does not have.
 */
export async function schemaInUse(planned: PlannedStream, stream: AnyStream, log: Logger): Promise<JsonSchema> {
  const schema = asDraft07(await stream.getJsonSchema());
  // Loads Ajv, which the other commands do not need.
  const { checkPlanned } = await import('./check-planned.js');
  for (const text of checkPlanned(planned, stream, schema)) log.warn(text);
  return schema;
}
