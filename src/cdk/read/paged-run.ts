import { stringifyJson } from '../../util/json.js';
import type { CursorRun, SliceCursor } from '../cursor/stream-cursor.js';
import type { ReadContext } from '../read-context.js';
import type { StreamState } from '../stream-items.js';

/** What a finished full refresh leaves behind, as other connectors write it too: the next one begins at the start. */
const FINISHED: StreamState = { __ab_full_refresh_sync_complete: true };

const HOLDS_SECRET =
  'What names the next page or the job would hold a secret in the state, so it is not written: an interrupted read begins this slice again.';

type Slices = Iterable<object> | AsyncIterable<object>;

/**
 * A full refresh whose state is the next page: `{ "slice": …, "page": … }`. Slices before that one are not read again. A
 * state without `page` means that its slice was read to the end.
 */
export class PagedRun implements CursorRun<object, StreamState> {
  readonly #slices: () => Slices;
  readonly #context: Pick<ReadContext, 'log' | 'isSecret'>;
  #isTold = false;
  #from: { readonly slice: string; readonly page: unknown } | undefined;

  constructor(slices: () => Slices, context: Pick<ReadContext, 'log' | 'isSecret'>, state: StreamState | undefined) {
    this.#slices = slices;
    this.#context = context;
    if (state === undefined) return;
    if (state['slice'] !== undefined) this.#from = { slice: stringifyJson(state['slice']), page: state['page'] };
    else context.log.warn('The state is none of a full refresh; the stream is read from the start.');
  }

  async *slices(): AsyncGenerator<object> {
    const from = this.#from;
    if (from === undefined) {
      yield* this.#slices();
      return;
    }
    let isFound = false;
    for await (const slice of this.#slices()) {
      const isIt: boolean = !isFound && stringifyJson(slice) === from.slice;
      if (isFound || (isIt && from.page !== undefined)) yield slice;
      isFound ||= isIt;
    }
    if (isFound) return;
    // To skip all slices would be to lose them.
    this.#from = undefined;
    this.#context.log.warn('The slice that was interrupted is gone; the stream is read from the start.');
    yield* this.#slices();
  }

  resumePage(slice: object): unknown {
    return this.#from !== undefined && stringifyJson(slice) === this.#from.slice ? this.#from.page : undefined;
  }

  pageEnded(slice: object, next: unknown): StreamState | undefined {
    const state = next === undefined ? undefined : stateOf(slice, next);
    if (state === undefined || this.#context.isSecret?.(stringifyJson(state)) !== true) return state;
    if (!this.#isTold) this.#context.log.warn(HOLDS_SECRET);
    this.#isTold = true;
    return undefined;
  }

  open(slice: object): SliceCursor<StreamState> {
    return { observe: () => true, state: () => undefined, close: () => stateOf(slice, undefined) };
  }

  finish(): StreamState {
    return FINISHED;
  }
}

function stateOf(slice: object, page: unknown): StreamState {
  return { slice, ...(page === undefined ? {} : { page }) } as StreamState;
}
