import { CodedError, isCodedError } from '../../errors.js';
import type { CursorRun, SliceCursor } from '../cursor/stream-cursor.js';
import type { Logger } from '../logger.js';
import type { ReadContext } from '../read-context.js';
import { type AnyStream, derivesState, Stream } from '../stream.js';
import type { StreamState } from '../stream-items.js';

/** Says for a stream without a cursor that its slices have no states of their own. */
const NO_SLICE_CURSOR: SliceCursor = { observe: () => true, state: () => undefined, close: () => undefined };

/**
 * What decides about the slices of a stream in this read: its partitions, its cursor, its pages, or `streamSlices`.
 *
 * @throws CodedError `CDK_STREAM_DEFINITION` when two of them contradict each other; `CDK_STATE_INVALID`.
 */
export async function startRun(
  stream: AnyStream,
  context: ReadContext,
  state: StreamState | undefined,
): Promise<CursorRun> {
  refuseContradictions(stream);
  try {
    return await start(stream, context, state);
  } catch (error) {
    if (!isCodedError(error) || error.details['stream'] !== undefined) throw error;
    const message = `Stream ${stream.name}: ${error.message}`;
    throw new CodedError(error.code, { message, details: { ...error.details, stream: stream.name }, cause: error });
  }
}

async function start(stream: AnyStream, plain: ReadContext, state: StreamState | undefined): Promise<CursorRun> {
  const context = { ...plain, log: named(plain.log, stream.name) };
  if (stream.partitions !== undefined) {
    const { startPartitionedRun } = await import('../partition/partitioned-run.js');
    return await startPartitionedRun(stream.partitions, stream.cursor, context, state);
  }
  if (stream.cursor !== undefined) return await stream.cursor.start(context, state);
  const slices = () => stream.streamSlices(plain);
  if (stream.resumesPages && context.syncMode === 'full_refresh' && !derivesState(stream)) {
    const { PagedRun } = await import('./paged-run.js');
    return new PagedRun(slices, context, state);
  }
  return { slices, open: () => NO_SLICE_CURSOR };
}

/** Of two sources of slices or states, one would silently be left out. */
function refuseContradictions(stream: AnyStream): void {
  const part = stream.cursor !== undefined ? 'cursor' : stream.partitions !== undefined ? 'partitions' : undefined;
  if (part === undefined) return;
  if (stream.streamSlices !== Stream.prototype.streamSlices) {
    throw contradiction(stream, `${part} and streamSlices`, 'put what streamSlices gives into partitions');
  }
  if (derivesState(stream)) {
    throw contradiction(stream, `${part} and getUpdatedState`, 'leave the state to a cursor, or do without');
  }
}

function contradiction(stream: AnyStream, both: string, advice: string): CodedError {
  return new CodedError('CDK_STREAM_DEFINITION', {
    message: `Stream ${stream.name} has both ${both}: ${advice}.`,
    details: { stream: stream.name },
  });
}

/** Every line names the stream. */
function named(log: Logger, stream: string): Logger {
  const say = (text: string) => `Stream ${stream}: ${text}`;
  return {
    debug: (text) => log.debug(say(text)),
    info: (text) => log.info(say(text)),
    warn: (text) => log.warn(say(text)),
    error: (text) => log.error(say(text)),
  };
}
