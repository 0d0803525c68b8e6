import { CodedError } from '../../errors.js';
import { isJsonObject, valueAt } from '../../util/json.js';
import type { ReadContext } from '../read-context.js';
import { type CursorSettings, cursorSettings } from './cursor-settings.js';
import type { DatetimeCursorOptions, TimeWindow } from './datetime-options.js';
import { type Instant, NS_PER_MS } from './instants.js';
import { addDuration } from './iso-duration.js';
import type { CursorRun, SliceCursor } from './stream-cursor.js';
import { type Window, windowsOf } from './windows.js';

/** Begins a read by a datetime cursor. Throws as `DatetimeCursor.start`. */
export async function startDatetimeRun(
  options: DatetimeCursorOptions<string | readonly string[]>,
  context: ReadContext<object>,
  state: object | undefined,
): Promise<CursorRun<TimeWindow, object>> {
  const settings = await cursorSettings(options);
  return new DatetimeRun(settings, context, stateInstant(settings, state), { unreadable: 0 });
}

/** One read by a datetime cursor. */
class DatetimeRun implements CursorRun<TimeWindow, object> {
  readonly #settings: CursorSettings;
  readonly #context: ReadContext<object>;
  readonly #windows = new WeakMap<object, Window>();
  /** What the state says: everything before it was read. */
  #position: Instant | undefined;
  readonly #now = BigInt(Date.now()) * NS_PER_MS;
  /** Shared by the runs of all partitions. */
  readonly #counts: { unreadable: number };

  constructor(
    settings: CursorSettings,
    context: ReadContext<object>,
    position: Instant | undefined,
    counts: { unreadable: number },
  ) {
    this.#counts = counts;
    this.#settings = settings;
    this.#context = context;
    this.#position = position;
  }

  *slices(): Generator<TimeWindow> {
    const { request, end } = this.#settings;
    if (this.#position !== undefined && this.#position > this.#now) {
      this.#context.log.warn('The state of a cursor lies in the future: records are read only from then on.');
    }
    const until = end === undefined || end > this.#now ? this.#now : end;
    for (const window of windowsOf(this.#settings, this.#from(), until)) {
      const slice = { start: request.write(window.from, 'start'), end: request.write(window.to, 'end') };
      this.#windows.set(slice, window);
      yield slice;
    }
  }

  open(slice: object): SliceCursor<object> {
    const window = this.#windows.get(slice);
    if (window === undefined) throw new TypeError('A slice that this read did not give.');
    return new WindowCursor(this.#settings, window, this.#isOpenEnded(window), {
      position: () => this.#position,
      advance: (to) => this.#advance(to),
      unreadable: () => {
        this.#counts.unreadable += 1;
      },
    });
  }

  fork(state: object | undefined): DatetimeRun {
    return new DatetimeRun(this.#settings, this.#context, stateInstant(this.#settings, state), this.#counts);
  }

  older(one: object, other: object): object {
    const [a, b] = [stateInstant(this.#settings, one), stateInstant(this.#settings, other)];
    return a === undefined || (b !== undefined && a <= b) ? one : other;
  }

  async end(): Promise<void> {
    const { unreadable } = this.#counts;
    if (unreadable === 0) return;
    const field = this.#settings.path.join('.');
    const { log } = this.#context;
    log.warn(
      `${unreadable} records have no readable moment in ${field}; they were written, the state was left as it was.`,
    );
  }

  /** The start counts for a first read, and limits the lookback; it never skips what the state has not seen. */
  #from(): Instant {
    const { start, lookback, zone } = this.#settings;
    const position = this.#position;
    if (position === undefined) return start;
    const from = lookback === undefined ? position : addDuration(position, lookback, zone, -1);
    return from < start && position > start ? start : from;
  }

  /** Whether records of this window may still come: it ends now, by our clock. */
  #isOpenEnded(window: Window): boolean {
    const { end } = this.#settings;
    return window.isLast && (end === undefined || end >= this.#now);
  }

  #advance(to: Instant): object {
    if (this.#position === undefined || to > this.#position) this.#position = to;
    return stateOf(this.#settings, this.#position);
  }
}

/** What a window needs of its read. */
interface RunPosition {
  position(): Instant | undefined;
  advance(to: Instant): object;
  unreadable(): void;
}

/** One window under way. */
class WindowCursor implements SliceCursor<object> {
  readonly checkpointInterval: number | undefined;
  readonly #settings: CursorSettings;
  readonly #window: Window;
  readonly #isOpenEnded: boolean;
  readonly #run: RunPosition;
  #largest: Instant;

  constructor(settings: CursorSettings, window: Window, isOpenEnded: boolean, run: RunPosition) {
    this.#settings = settings;
    this.#window = window;
    this.#isOpenEnded = isOpenEnded;
    this.#run = run;
    this.#largest = window.from;
    this.checkpointInterval = settings.ascendingInterval;
  }

  observe(record: object): boolean {
    const instant = this.#settings.parse(valueAt(record, this.#settings.path));
    if (instant === undefined) {
      this.#run.unreadable();
      return true;
    }
    const { from, until, to } = this.#window;
    const isBeyond = until > to ? instant >= until : instant > to;
    if (this.#settings.filtersHere && (instant < from || (isBeyond && !this.#isOpenEnded))) return false;
    if (!isBeyond && instant > this.#largest) this.#largest = instant;
    return true;
  }

  state(): object | undefined {
    return this.checkpointInterval === undefined ? undefined : this.#run.advance(this.#largest);
  }

  close(): object {
    return this.#run.advance(this.#isOpenEnded ? this.#largest : this.#window.to);
  }
}

function stateOf({ path, state }: CursorSettings, position: Instant): object {
  const text = state.write(position, 'start');
  return { [path.join('.')]: state.isNumber ? numberOf(text) : text };
}

function numberOf(digits: string): number | bigint {
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value : BigInt(digits);
}

/**
 * The position of a state: of this cursor, or of a concurrent cursor of the Python CDK.
 *
 * @throws CodedError `CDK_STATE_INVALID`
 */
function stateInstant(settings: CursorSettings, state: object | undefined): Instant | undefined {
  if (state === undefined || Object.keys(state).length === 0) return undefined;
  const members = state as Readonly<Record<string, unknown>>;
  const name = settings.path.join('.');
  const value = members[name] ?? members[settings.path.at(-1) ?? ''] ?? endOfFirstSlice(members);
  const instant = settings.state.parse(value) ?? settings.parse(value);
  if (instant !== undefined) return instant;
  throw new CodedError('CDK_STATE_INVALID', {
    message: `The state of a cursor cannot be used: it has no moment in ${name} that can be read. Reset the stream, or restore its last good state.`,
  });
}

/** Its slices are in order and do not touch: only the first one reaches back to the start. */
function endOfFirstSlice(state: Readonly<Record<string, unknown>>): unknown {
  const slices: unknown = state['state_type'] === 'date-range' ? state['slices'] : undefined;
  const first: unknown = Array.isArray(slices) ? slices[0] : undefined;
  return isJsonObject(first) ? (first['most_recent_cursor_value'] ?? first['end']) : undefined;
}
