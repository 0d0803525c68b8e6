import { countUp, drop, each, status, streamOf } from './twists.mjs';

/** Of reads that follow on another: 45 to 48. */
export const READ_FAULTS = {
  'a record that is missing in the second full read': {
    breaks: ['45'],
    message: (message, run) => {
      const isCounted = status(message) === 'STARTED' && streamOf(message) === 'countries';
      if (isCounted) run.turn = countUp(run, 'countries');
      const isSecondFullRead = run.turn === 3 && message.record?.stream === 'countries';
      if (isSecondFullRead) message.record.data = { code: 'XX', name: 'nowhere' };
      return [message];
    },
  },
  'records that are always emitted at one time': each(['45'], 'RECORD', ({ record }) => {
    record.emitted_at = 1_767_225_600_000;
  }),
  'a state that is not looked at': { breaks: ['46', '47', '48'], isNew: () => true },
  'new data that is never read': {
    breaks: ['46'],
    isNew: (row, _since, state) => (state !== undefined && (row.id === 6 || row.id === 7) ? false : undefined),
  },
  'a last state that lags behind': {
    ...each(['47'], 'STATE', ({ state }) => {
      const { stream_state: value } = state.stream;
      if (value.updated_at !== undefined) value.updated_at = value.updated_at.replace('T10', 'T09');
    }),
  },
  'records older than the state': {
    breaks: ['46', '47'],
    isNew: (row, since) =>
      row.updated_at !== undefined && since < '2100' ? dayBefore(since) <= row.updated_at : undefined,
  },
  'records from beyond a state in the future': {
    breaks: ['48'],
    isNew: (_row, since) => (typeof since === 'string' && since > '2100' ? true : undefined),
  },
  'no state if nothing is new': drop(['48'], ({ state }) => state?.sourceStats.recordCount === 0),
};
function dayBefore(instant) {
  return new Date(Date.parse(instant) - 86_400_000).toISOString().replace('.000', '');
}
