import { each, messages, status } from './twists.mjs';

/** Of what is written, and how: 53 to 55, 60 and 64. */
export const OUTPUT_FAULTS = {
  'a line that is not a message': {
    breaks: ['53'],
    start: () => process.stdout.write('starting up\n'),
  },
  'a message of an unknown type': messages(['53'], (message) =>
    message.type === 'LOG' ? [message, { type: 'DEBUG', message: 'x', data: {} }] : [message],
  ),
  'a message without what it needs': each(['53'], 'LOG', ({ log }) => {
    delete log.level;
  }),
  'a number that is not JSON': messages(['53', '55'], (message) =>
    message.record?.data.id === 2 ? [JSON.stringify(message).replace('"amount":3', '"amount":NaN')] : [message],
  ),
  'RUNNING twice': messages(['54'], (message) => (status(message) === 'RUNNING' ? [message, message] : [message])),
  'a record before RUNNING': {
    breaks: ['54'],
    message: (message, run) => {
      if (status(message) === 'RUNNING') {
        run.held = message;
        return [];
      }
      const held = message.type === 'RECORD' ? run.held : undefined;
      if (held !== undefined) run.held = undefined;
      return held === undefined ? [message] : [message, held];
    },
  },
  'a state after COMPLETE': {
    breaks: [],
    warns: ['62'],
    message: (message, run) => {
      if (message.type === 'STATE') run.last = message;
      const extra = structuredClone(run.last);
      if (status(message) === 'COMPLETE') extra.state.sourceStats.recordCount = 0;
      return status(message) === 'COMPLETE' ? [message, extra] : [message];
    },
  },
  'counts without a decimal point': {
    breaks: [],
    warns: ['63'],
    message: (message) => [
      message.type === 'STATE' ? JSON.stringify(message).replace('"recordCount":', '$& ') : message,
    ],
  },
  'counts that do not add up': each(['55'], 'STATE', ({ state }) => {
    state.sourceStats.recordCount += 1;
  }),
  'half a character in a record': each(['64'], 'RECORD', ({ record }) => {
    if (record.data.customer) record.data.customer['cut \ud83d'] = 'cut \ud83d';
  }),
  'half a character in a message': each(['64'], 'LOG', ({ log }) => {
    log.message += ' \ude00';
  }),
  'emitted_at in microseconds': each(['60'], 'RECORD', ({ record }) => {
    record.emitted_at *= 1000;
  }),
};
