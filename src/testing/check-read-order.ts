import { findLateStates, findOrderProblems } from './assertions/conduct/read-order.js';
import { findCountProblems } from './assertions/conduct/record-counts.js';
import type { ReceivedMessage } from './received-message.js';

/**
 * Checks the order that a read promises, for each stream: STARTED first; RUNNING once, before the first
 * record, and again only for a rate limit; COMPLETE or INCOMPLETE last; a STATE's `recordCount` equals the records
 * since the stream's previous STATE; nothing of the stream after its end.
 *
 * @param mayBeCut - the program was killed, so that streams may lack their end
 * @returns what is wrong, empty when nothing is.
 */
export function checkReadOrder(messages: Iterable<ReceivedMessage>, mayBeCut = false): string[] {
  return [...findOrderProblems(messages, mayBeCut), ...findLateStates(messages), ...findCountProblems(messages)];
}
