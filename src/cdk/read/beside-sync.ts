import type { ReadContext } from '../read-context.js';
import { type AnyStream, cursorPath } from '../stream.js';

/** What reading needs when no catalog is at hand; the contexts of every command and of every read have it. */
export type BareContext = Pick<
  ReadContext,
  | 'log'
  | 'signal'
  | 'registerSecret'
  | 'isSecret'
  | 'updateConfig'
  | 'schemaLoader'
  | 'rateLimited'
  | 'countEvent'
  | 'closeAtEnd'
>;

/**
 * The context of a full refresh of `stream` inside of another read. What is of the other stream, such as its cursor and
 * its columns, does not come along.
 */
export function besideSync(stream: AnyStream, context: BareContext): ReadContext {
  return {
    syncMode: 'full_refresh',
    cursorField: cursorPath(stream),
    state: undefined,
    columns: undefined,
    schemaLoader: context.schemaLoader,
    log: context.log,
    signal: context.signal,
    registerSecret: (secret) => context.registerSecret(secret),
    isSecret: (text) => context.isSecret?.(text) === true,
    updateConfig: (changes) => context.updateConfig(changes),
    rateLimited: (untilMs) => context.rateLimited?.(untilMs),
    ...(context.countEvent === undefined ? {} : { countEvent: (event) => context.countEvent?.(event) }),
    closeAtEnd: (resource) => context.closeAtEnd?.(resource),
    // Progress is reported for the streams of the catalog only.
    estimate: () => undefined,
    countBytes: () => undefined,
  };
}
