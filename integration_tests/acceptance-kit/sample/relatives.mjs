// Sources that differ from the sample in a way that is allowed: they break nothing. `unjudged` are the assertions for
// which they give nothing to judge, `options` what the suite has to know about them.
import { each, messages, status, streamOf } from './faults/twists.mjs';
import { CATALOG } from './inputs.mjs';

const cursorOf = (row) => row.updated_at ?? row.meta?.at;
const encode = (state) => ({ token: Buffer.from(JSON.stringify(state)).toString('base64') });
const decode = ({ token }) => JSON.parse(Buffer.from(token, 'base64').toString());

/** The handed states as STREAM states, with another content. */
const decoded = (states) =>
  (states ?? []).map(({ stream }) => ({ stream: { ...stream, stream_state: decode(stream.stream_state) } }));

const dayBefore = (instant) => new Date(Date.parse(instant) - 86_400_000).toISOString().replace('.000', '');

/** Without anything that reading on from a state needs. */
const inFull = ({ source_defined_cursor: _, default_cursor_field: __, is_resumable: ___, ...stream }) => ({
  ...stream,
  supported_sync_modes: ['full_refresh'],
});

export const RELATIVES = {
  'a source that looks back for a day': {
    options: { lookbackDays: 1 },
    isNew: (row, since) =>
      row.updated_at !== undefined && since < '2100' ? row.updated_at >= dayBefore(since) : undefined,
  },
  'a source that is only read in full': {
    unjudged: ['46', '47', '48', '56', '57'],
    options: { previousCatalog: { streams: CATALOG.streams.map(inFull) } },
    streams: (streams) => streams.splice(0, streams.length, ...streams.map(inFull)),
  },
  'states of all streams in one': {
    message: (message, run) => {
      if (message.type === 'RECORD') run.count = (run.count ?? 0) + 1;
      if (message.type !== 'STATE') return [message];
      run.entries ??= new Map(
        (run.state?.[0]?.global?.stream_states ?? []).map((entry) => [JSON.stringify(entry.stream_descriptor), entry]),
      );
      const { stream } = message.state;
      run.entries.set(JSON.stringify(stream.stream_descriptor), stream);
      const global = { shared_state: { position: run.entries.size }, stream_states: [...run.entries.values()] };
      const state = { type: 'GLOBAL', global, sourceStats: { recordCount: run.count ?? 0 } };
      run.count = 0;
      return [{ type: 'STATE', state }];
    },
    states: (states) => (states?.[0]?.global?.stream_states ?? []).map((stream) => ({ stream })),
  },
  'states that only the source can read': {
    unjudged: ['47', '48', '56'],
    ...each([], 'STATE', ({ state }) => {
      state.stream.stream_state = encode(state.stream.stream_state);
    }),
    states: decoded,
  },
  'a wait for a rate limit': messages([], (message) => {
    const waiting = structuredClone(message);
    if (status(message) !== 'RUNNING') return [message];
    waiting.trace.stream_status.reasons = [{ type: 'RATE_LIMITED' }];
    return [waiting, message, waiting];
  }),
  'a cursor that includes its last value': { isNew: (row, since) => since === undefined || cursorOf(row) >= since },
  'characters beyond ASCII written as escapes': messages([], (message) => {
    if (message.type === 'LOG') message.log.message += ' \u{1f600} \\ud83d';
    const toEscape = (char) => `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
    return [JSON.stringify(message).replace(/[\u0080-\uffff]/g, toEscape)];
  }),
  'absent members written as null': messages([], (message) => {
    const nulls = { log: null, record: null, state: null, trace: null, control: null, ...message };
    if (message.record !== undefined) nulls.record = { namespace: null, meta: null, ...message.record };
    if (message.trace !== undefined)
      nulls.trace = { error: null, stream_status: null, estimate: null, ...message.trace };
    return [nulls];
  }),
  'times in whole seconds': each([], 'RECORD', ({ record }) => {
    record.emitted_at -= record.emitted_at % 1000;
  }),
  'a state at the end of a stream only': messages([], (message, run) => {
    const isOrders = streamOf(message) === 'orders';
    if (message.type === 'RECORD' && isOrders) run.count = (run.count ?? 0) + 1;
    if (message.type === 'STATE' && isOrders) {
      run.last = message;
      return [];
    }
    if (status(message) !== 'COMPLETE' || !isOrders) return [message];
    run.last.state.sourceStats.recordCount = run.count ?? 0;
    return [run.last, message];
  }),
  'a state that names the end of the day that was asked for': each([], 'STATE', ({ state }) => {
    const { stream_state: value } = state.stream;
    if (value.updated_at !== undefined) value.updated_at = value.updated_at.replace('T10:00:00', 'T23:59:59');
  }),
};
