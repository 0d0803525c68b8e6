import { streamStatesIn } from './messages-of-type.js';
import type { ReceivedMessage, ReceivedState } from './received-message.js';
import { streamKey } from './stream-key.js';

/**
 * The list that a platform hands to `read --state` after a read: the last STATE of each stream, or the last
 * GLOBAL one. Write it to a file with `stringifyJson`, which keeps large integers.
 *
 * @param until - takes only this many STATEs into account, as if the platform had lost the rest
 */
export function stateFrom(messages: readonly ReceivedMessage[], until = Number.POSITIVE_INFINITY): ReceivedState[] {
  const states = messages.map((message) => message.state).filter((state) => state !== undefined);
  const last = new Map<string, ReceivedState>();
  for (const state of states.slice(0, until)) {
    const [entry] = streamStatesIn(state);
    last.set(state.type === 'GLOBAL' || entry === undefined ? '' : streamKey(entry.stream_descriptor), state);
  }
  return [...last.values()];
}
