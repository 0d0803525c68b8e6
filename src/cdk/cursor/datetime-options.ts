import type { CursorFormat } from './formats.js';

/** The part of time that a slice covers, as the API wants it: both in the format of the cursor. */
export type TimeWindow = {
  readonly start: string;
  readonly end: string;
};

/** A moment: a `Date`, a text in one of the cursor's formats, as RFC 3339 or as a date, or a function that gives one. */
export type Moment = Date | string | (() => Date | string);

/** Settings of a {@link DatetimeCursor}. Durations are ISO 8601, such as `P30D` or `PT1H`. */
export interface DatetimeCursorOptions<Field extends string | readonly string[]> {
  /** The column that says when a record changed: its name, or the path of one inside an object. */
  readonly field: Field;
  /** Where a first read begins. */
  readonly start: Moment;
  /** Where every read ends; by default now. */
  readonly end?: Moment | undefined;
  /** The latest moment that is asked for, whatever `end` says, such as the end of yesterday. */
  readonly maximum?: Moment | undefined;
  /** How the API wants the moments of a request; by default `rfc3339`. */
  readonly format?: CursorFormat | undefined;
  /**
   * Names of the query parameters by which an `HttpStream` asks for a window; without them, put `slice.start` and
   * `slice.end` into the request yourself. Leave one out where the API has none.
   */
  readonly params?: { readonly start?: string; readonly end?: string } | undefined;
  /** How records, and states of earlier versions, may write them; tried in this order. By default as requests do, or RFC 3339. */
  readonly recordFormats?: readonly CursorFormat[] | undefined;
  /** How the state writes them; by default as requests do, but `rfc3339` in place of local times. */
  readonly stateFormat?: CursorFormat | undefined;
  /** The zone of local times and of days: an IANA name. By default UTC. */
  readonly timeZone?: string | undefined;
  /** How far before its state a read begins, for records that become visible late and for clocks that differ. */
  readonly lookback?: string | undefined;
  /** The length of a window; by default one window covers everything. */
  readonly step?: string | undefined;
  /**
   * The difference between the end of a window and the start of the next. Say it if the API includes the end: the
   * smallest difference of two values, such as `PT1S`. By default a day for the format `date`, otherwise none.
   */
  readonly granularity?: string | undefined;
  /** For APIs that cannot filter: asked once, and records outside of the window are left out. */
  readonly filtersHere?: boolean | undefined;
  /** Records between two states within a window. Only for APIs that sort by the cursor, in ascending order. */
  readonly ascendingInterval?: number | undefined;
}
