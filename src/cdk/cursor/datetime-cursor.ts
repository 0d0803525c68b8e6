import type { RequestParams } from '../http/request-params.js';
import type { ReadContext } from '../read-context.js';
import type { DatetimeCursorOptions, TimeWindow } from './datetime-options.js';
import type { CursorRun, StreamCursor } from './stream-cursor.js';

/**
 * Follows a column that says when a record changed. A read covers the time from the state (less `lookback`) to now, in
 * windows of `step`; its state is the end of the windows that have left completely.
 *
 * The last window ends now, and clocks differ: its state is the largest value that was seen in it. A record beyond
 * the end of its window never moves the state beyond that end.
 *
 * @example
 * override readonly cursor = new DatetimeCursor({
 *   field: 'updated_at',
 *   start: '2024-01-01',
 *   step: 'P30D',
 *   granularity: 'PT1S',
 *   params: { start: 'since', end: 'until' },
 * });
 */
export class DatetimeCursor<const Field extends string | readonly string[]>
  implements StreamCursor<Field, TimeWindow, object>
{
  readonly field: Field;
  readonly options: DatetimeCursorOptions<Field>;

  constructor(options: DatetimeCursorOptions<Field>) {
    this.options = options;
    this.field = options.field;
  }

  /** The parameters that `params` of the options names. */
  requestParams(slice: Partial<TimeWindow>): RequestParams {
    const { start, end } = this.options.params ?? {};
    return {
      ...(start === undefined ? {} : { [start]: slice.start }),
      ...(end === undefined ? {} : { [end]: slice.end }),
    };
  }

  /** @throws CodedError `CDK_STATE_INVALID`, `CDK_CONFIG_INVALID` for an unreadable start or zone, `CDK_STREAM_DEFINITION`. */
  async start(context: ReadContext<object>, state: object | undefined): Promise<CursorRun<TimeWindow, object>> {
    const { startDatetimeRun } = await import('./datetime-run.js');
    return await startDatetimeRun(this.options, context, state);
  }
}
