import { type Advice, CodedError, isCodedError, userMessage } from '../../errors.js';
import type { ErrorTrace, StreamDescriptor } from '../../protocol/messages.js';
import { safeStack, unforeseenText } from '../../util/safe-stack.js';
import type { MessageWriter } from '../output/message-writer.js';

/**
 * Writes the one TRACE ERROR of a failure, with what the source advises. Errors that are not ours are reported as
 * unforeseen; their own text goes to the log fields only, since it was not written for the user.
 */
export function reportFailure(
  writer: MessageWriter,
  error: unknown,
  advice: Advice,
  descriptor?: StreamDescriptor,
): void {
  const known = toCodedError(error);
  const trace: ErrorTrace = {
    message: userMessage(known, advice),
    internal_message: known.internalMessage,
    failure_type: known.failureType,
    stack_trace: safeStack(known),
  };
  if (descriptor !== undefined) trace.stream_descriptor = descriptor;
  writer.errorTrace(trace);
}

/** `error` itself when it is ours, else wrapped as `CDK_UNEXPECTED`. */
export function toCodedError(error: unknown): CodedError {
  if (isCodedError(error)) return error;
  return new CodedError('CDK_UNEXPECTED', {
    message: 'Something failed that the connector did not foresee.',
    internalMessage: unforeseenText(error),
    cause: error,
  });
}
