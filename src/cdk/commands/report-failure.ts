import { CodedError, errorText, isCodedError } from '../../errors.js';
import type { ErrorTrace, StreamDescriptor } from '../../protocol/messages.js';
import type { MessageWriter } from '../output/message-writer.js';

/**
 * Writes the one TRACE ERROR of a failure. Errors that are not ours are reported as unforeseen; their own
 * text goes to the log fields only, for it was not written for the user.
 */
export function reportFailure(writer: MessageWriter, error: unknown, descriptor?: StreamDescriptor): void {
  const known = toCodedError(error);
  const trace: ErrorTrace = {
    message: known.userMessage,
    internal_message: known.internalMessage,
    failure_type: known.failureType,
    stack_trace: stackOf(known),
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

/** The engine's own texts about JSON quote the data, which may be a student's. */
function unforeseenText(error: unknown): string {
  if (error instanceof SyntaxError) return 'a text is not valid JSON';
  return errorText(error);
}

/** The calls that led here, of the error and its causes, without texts that may quote data. */
function stackOf(error: Error): string {
  const parts: string[] = [];
  let current: unknown = error;
  while (current instanceof Error && parts.length < 5) {
    const frames = (current.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
    const text = isCodedError(current) ? current.message : unforeseenText(current);
    parts.push([`${current.name}: ${text}`, ...frames].join('\n'));
    current = current.cause;
  }
  return parts.join('\ncaused by ');
}
