import { CodedError } from '../../errors.js';
import { tryStream } from '../all-records.js';
import type { BareContext } from '../read/beside-sync.js';
import type { AnyStream } from '../stream.js';

/**
 * Reads one record of each stream that the source names in `checkStreams`.
 *
 * @throws CodedError `CDK_STREAM_DEFINITION` when it names none, or one that it does not have; whatever a stream throws.
 */
export async function checkByStreams(
  names: readonly string[],
  streams: readonly AnyStream[],
  context: BareContext,
): Promise<void> {
  if (names.length === 0) throw badDefinition('The source has neither check nor checkStreams.');
  for (const name of names) {
    const stream = streams.find((each) => each.name === name);
    if (stream === undefined) {
      const offered = streams.map((each) => each.name).join(', ');
      throw badDefinition(`checkStreams names ${name}, but the source has only ${offered}.`);
    }
    await tryStream(stream, context);
  }
}

function badDefinition(message: string): CodedError {
  return new CodedError('CDK_STREAM_DEFINITION', { message });
}
