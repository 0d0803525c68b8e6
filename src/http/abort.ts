import { setMaxListeners } from 'node:events';
import { isAbort } from '../errors.js';

/**
 * The error to throw after `signal` fired: its own reason if that is an abort, otherwise an `AbortError`
 * with the reason as its cause (a signal may be aborted with any value, or by a timeout).
 */
export function abortError(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  if (isAbort(reason)) return reason as Error;
  const error = new Error('The operation was aborted.', { cause: reason });
  error.name = 'AbortError';
  return error;
}

/** @throws the error of {@link abortError} when `signal` has fired. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw abortError(signal);
}

/** Settles like `work`, but rejects as soon as `signal` fires; `work` itself continues for its other users. */
export async function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await work;
  // It may fail after everyone has stopped listening.
  work.catch(() => undefined);
  throwIfAborted(signal);
  return await new Promise<T>((resolve, reject) => {
    const onAbort = () => reject(abortError(signal));
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

/** Runs `work`; an error after `signal` fired is replaced by the abort that caused it. */
export async function orAbort<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  throwIfAborted(signal);
  try {
    return await work();
  } catch (error) {
    throwIfAborted(signal);
    throw error;
  }
}

/**
 * Joins any number of other signals with `base`. What was joined once is used again for the same signal:
 * `AbortSignal.any` leaves a trace in its sources at each call, and some of ours live as long as the process.
 */
export function joinWith(base: AbortSignal): (other: AbortSignal | undefined) => AbortSignal {
  const joined = new WeakMap<AbortSignal, AbortSignal>();
  // One listener for each running call is not a leak, and Node's warning about it would reach the user.
  setMaxListeners(0, base);
  return (other) => {
    if (other === undefined || other === base) return base;
    const signal = joined.get(other) ?? AbortSignal.any([base, other]);
    if (!joined.has(other)) setMaxListeners(0, signal);
    joined.set(other, signal);
    return signal;
  };
}
