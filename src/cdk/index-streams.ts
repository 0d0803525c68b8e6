import { CodedError } from '../errors.js';
import { descriptorKey, descriptorText, streamDescriptor } from '../protocol/descriptor.js';
import type { AnyStream } from './stream.js';

/**
 * The streams of a source by {@link descriptorKey}.
 *
 * @throws CodedError `CDK_STREAM_DEFINITION` when two share name and namespace: a catalog could choose only one of
 * them, and it would go unnoticed that the other is never read.
 */
export function indexStreams(streams: readonly AnyStream[]): ReadonlyMap<string, AnyStream> {
  const byKey = new Map<string, AnyStream>();
  for (const stream of streams) {
    const descriptor = streamDescriptor(stream.name, stream.namespace);
    const key = descriptorKey(descriptor);
    if (byKey.has(key)) throw twice(descriptorText(descriptor));
    byKey.set(key, stream);
  }
  return byKey;
}

function twice(stream: string): CodedError {
  return new CodedError('CDK_STREAM_DEFINITION', {
    message: `The source offers two streams with the name ${stream}.`,
    details: { stream },
  });
}
