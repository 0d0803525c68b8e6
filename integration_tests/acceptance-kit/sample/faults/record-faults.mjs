import { drop, each, messages, records, status, streamOf } from './twists.mjs';

/** Of records: 33 to 40. */
export const RECORD_FAULTS = {
  'no records at all': { breaks: ['33', '37', '39', '40'], isNew: () => false },
  'records of other fields': each(['34', '36', '39'], 'RECORD', ({ record }) => {
    if (record.stream === 'countries') record.data = { land: record.data.name };
  }),
  'an integer written as a fraction': messages(['35'], (message) =>
    message.record?.stream === 'orders' ? [JSON.stringify(message).replace(/"id":(\d+)/, '"id":$1.0')] : [message],
  ),
  'an integer beyond 2^53 written as a text': records(['35'], (data, stream) => {
    if (stream === 'visits') data.meta.at = String(data.meta.at);
  }),
  'an instant that is not one': records(['35'], (data, stream) => {
    if (stream === 'orders' && data.id === 2) data.updated_at = data.updated_at.replace('T10', 'T30');
  }),
  'a column too many': records(['36'], (data) => {
    data.note = 'x';
  }),
  'a stream without records': {
    breaks: ['37', '39', '40'],
    isNew: (row) => (row.code === undefined ? undefined : false),
  },
  'a key that is null': records(['38'], (data) => {
    if (data.id === 'visit 1') data.id = null;
  }),
  'a column that is never filled': records(['39'], (data, stream) => {
    if (stream === 'orders') data.amount = null;
  }),
  'a record that never comes': {
    breaks: ['40'],
    isNew: (row) => (row.id === 3 ? false : undefined),
  },
};

/** Of statuses and states: 41 to 43. */
export const STREAM_FAULTS = {
  'a stream that ends as INCOMPLETE': each(['41'], 'TRACE', ({ trace }) => {
    if (trace.stream_status?.status === 'COMPLETE') trace.stream_status.status = 'INCOMPLETE';
  }),
  'no statuses of a stream': drop(
    ['41', '54'],
    (message) => status(message) !== undefined && streamOf(message) === 'visits',
  ),
  'no state of a stream': drop(['42'], ({ type, ...message }) => type === 'STATE' && streamOf(message) === 'countries'),
  'a state in the old form': each(['42'], 'STATE', ({ state }) => {
    if (state.stream?.stream_descriptor.name === 'countries') {
      Object.assign(state, { type: 'LEGACY', data: { countries: {} }, stream: undefined });
    }
  }),
  'states without counts': each(['42'], 'STATE', ({ state }) => {
    delete state.sourceStats;
  }),
  'an impossible catalog that is read': {
    breaks: ['43', '59'],
    message: (message) => (message.trace?.type === 'ERROR' ? [] : [message]),
    end: () => {
      process.exitCode = 0;
    },
  },
};
