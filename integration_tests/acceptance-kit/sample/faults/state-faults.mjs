import { messages, modeOf, status, streamOf } from './twists.mjs';

/** Holds the states of `orders` back until it is known whether they are the last, then changes the last. */
const lastState = (breaks, change) =>
  messages(breaks, (message, run) => {
    if (message.type === 'STATE' && streamOf(message) === 'orders' && modeOf(run, 'orders') === 'incremental') {
      run.held = message;
      return [];
    }
    const { held } = run;
    run.held = undefined;
    if (held === undefined) return [message];
    const isLast = status(message) === 'COMPLETE' && streamOf(message) === 'orders';
    return [...(isLast ? change(held) : [held]), message];
  });

/** Of states that do not fit their records: 55 to 57. */
export const STATE_FAULTS = {
  'records after the last state': lastState(['47', '55'], (message) =>
    message.state.sourceStats.recordCount > 0 ? [] : [message],
  ),
  'a state in the future': lastState(['46', '56'], (message) => {
    message.state.stream.stream_state.updated_at = '2200-01-01T00:00:00Z';
    return [message];
  }),
  'a state before its last record': messages(['56', '57'], (message, run) => {
    if (modeOf(run, 'orders') !== 'incremental' || streamOf(message) !== 'orders') return [message];
    if (message.record?.data.id === 2) {
      run.held = message;
      return [];
    }
    if (message.type !== 'STATE') return [message];
    const { held, carried = 0 } = run;
    const isEarly = held !== undefined;
    run.held = undefined;
    run.carried = isEarly ? 1 : 0;
    message.state.sourceStats.recordCount += carried - (isEarly ? 1 : 0);
    return isEarly ? [message, held] : [message];
  }),
  'a resumed read that skips a record': {
    breaks: ['57'],
    isNew: (row, _since, state) => (state !== undefined && row.id === 5 ? false : undefined),
  },
  'a resumed read that gives an old version': {
    breaks: ['57'],
    message: (message, run) => {
      const isResumed = run.state !== undefined && message.record?.stream === 'orders';
      if (isResumed && message.record.data.id === 5) {
        message.record.data.updated_at = message.record.data.updated_at.replace('T10', 'T09');
      }
      return [message];
    },
  },
};
