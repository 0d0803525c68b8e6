import { isAbort, isCodedError } from '../../errors.js';
import { forEachConcurrently } from '../../util/concurrency.js';
import { concernsAll } from './failures.js';

/** Work on several items, each of which may fail by itself. */
export interface RoundsWork<T> {
  readonly concurrency: number;
  readonly signal: AbortSignal;
  /** Does the work on an item; throws why it failed. */
  readonly attempt: (item: T, attempt: { readonly wasBusy: boolean }) => Promise<void>;
  /** An attempt failed. The item may be tried again. */
  readonly onFailure: (item: T, error: Error) => Promise<void> | void;
  /** Items are tried again. */
  readonly onAgain: (items: readonly T[], why: 'busy' | 'transient') => void;
  /** Asks the database anything: a lost connection may concern one item or all. */
  readonly ask: () => Promise<unknown>;
  /** Finds the order of the items as they begin. Default: theirs. */
  readonly inOrder?: ((items: readonly T[]) => Iterable<T>) | undefined;
  /** Asked before each item; after false none begins. Default: all begin. */
  readonly mayBegin?: (() => boolean) | undefined;
  /** True for a failure because another process is at work on the item. Default: `SQL_TABLE_BUSY`. */
  readonly isBusy?: ((error: Error) => boolean) | undefined;
  /** True for a failure after which the item is tried once more in the end. Default: none. */
  readonly isWorthAnotherTry?: ((error: Error) => boolean) | undefined;
}

/**
 * Works on items, a few at a time. One that fails does not stop the others, unless its failure concerns all. One that
 * another process is at work on is looked at again when the others are done, as long as that gets any of them done; one
 * that failed in a way that is worth it is tried once more.
 *
 * @returns the failure after which nothing more began, because every further item would have met it.
 * @throws an abort, or what is no error, when all that was begun has ended.
 */
export async function runInRounds<T>(items: readonly T[], work: RoundsWork<T>): Promise<Error | undefined> {
  const rounds = new Rounds(work);
  await rounds.pass(items, false);
  await rounds.lookAgainAtBusy();
  const failed = rounds.failed((error) => work.isWorthAnotherTry?.(error) === true);
  if (failed.length > 0) {
    work.onAgain(failed, 'transient');
    await rounds.pass(failed, false);
  }
  return rounds.ofAll;
}

/** The failures so far. */
class Rounds<T> {
  readonly #work: RoundsWork<T>;
  readonly #failures = new Map<T, Error>();
  #ofAll: Error | undefined;
  #isOver = false;

  constructor(work: RoundsWork<T>) {
    this.#work = work;
  }

  /** Tries items, a few at a time. */
  async pass(items: readonly T[], wasBusy: boolean): Promise<void> {
    const { concurrency, signal, mayBegin, inOrder = (all) => all } = this.#work;
    let thrown: { readonly error: unknown } | undefined;
    await forEachConcurrently(inOrder(items), Math.min(concurrency, items.length), async (item) => {
      if (this.#isOver || signal.aborted || mayBegin?.() === false) return;
      try {
        await this.#attempt(item, wasBusy);
      } catch (error) {
        thrown ??= { error };
        this.#isOver = true;
      }
    });
    if (thrown !== undefined) throw thrown.error;
    signal.throwIfAborted();
  }

  async lookAgainAtBusy(): Promise<void> {
    const { isBusy = isBusyTable } = this.#work;
    let busy = this.failed(isBusy);
    for (let before = Number.POSITIVE_INFINITY; busy.length > 0 && busy.length < before; busy = this.failed(isBusy)) {
      before = busy.length;
      this.#work.onAgain(busy, 'busy');
      await this.pass(busy, true);
    }
  }

  /** Items whose last attempt failed in some way; none if all is over. */
  failed(isMeant: (error: Error) => boolean): readonly T[] {
    if (this.#isOver) return [];
    return [...this.#failures].filter(([, error]) => isMeant(error)).map(([item]) => item);
  }

  get ofAll(): Error | undefined {
    return this.#ofAll;
  }

  async #attempt(item: T, wasBusy: boolean): Promise<void> {
    const { attempt, onFailure, ask, signal } = this.#work;
    this.#failures.delete(item);
    try {
      await attempt(item, { wasBusy });
    } catch (error) {
      if (signal.aborted || isAbort(error) || !(error instanceof Error)) throw error;
      this.#failures.set(item, error);
      await onFailure(item, error);
      if (!(await concernsAll(error, ask))) return;
      this.#isOver = true;
      this.#ofAll ??= error;
    }
  }
}

function isBusyTable(error: Error): boolean {
  return isCodedError(error, 'SQL_TABLE_BUSY');
}
