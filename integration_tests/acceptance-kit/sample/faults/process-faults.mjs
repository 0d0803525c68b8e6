import { messages } from './twists.mjs';

/** Ends the process in an odd way in some commands. */
const atEnd = (breaks, end) => ({ breaks, end });

/** Of exit codes and inputs: 59 and 61. */
export const PROCESS_FAULTS = {
  'a refused check that ends as an error': atEnd(['59'], ({ command }) => {
    if (command === 'check') process.exitCode = 1;
  }),
  'a good end with a bad exit code': atEnd(['59'], ({ command }) => {
    if (command === 'spec') process.exitCode = 3;
  }),
  'a discover that dies': {
    breaks: ['22', '59'],
    start: ({ command }) => {
      if (command === 'discover') process.exit(1);
    },
  },
  'a stream that fails': messages(['41', '59'], (message, { command }) => {
    const status = message.trace?.stream_status;
    const isLast = status?.stream_descriptor.name === 'countries' && status.status === 'COMPLETE';
    if (command !== 'read' || !isLast) return [message];
    process.exitCode = 1;
    const error = { message: 'A page is missing.', failure_type: 'system_error' };
    const trace = { type: 'TRACE', trace: { type: 'ERROR', emitted_at: Date.now(), error } };
    return [{ ...message, trace: { ...message.trace, stream_status: { ...status, status: 'INCOMPLETE' } } }, trace];
  }),
  'a read that dies': messages(['33', '59'], (message, { command }) => {
    if (command === 'read' && message.type === 'RECORD') process.exit(1);
    return [message];
  }),
  'a command that is killed': atEnd(['59'], ({ command }) => {
    if (command === 'discover') process.kill(process.pid, 'SIGKILL');
  }),
  'a command that never ends': atEnd(['59'], ({ command }) => {
    if (command === 'discover') setInterval(() => {}, 1000);
  }),
  'an error that is ignored': messages(['59'], (message, { command }) => {
    const error = { message: 'A page is missing.', failure_type: 'system_error' };
    const trace = { type: 'TRACE', trace: { type: 'ERROR', emitted_at: Date.now(), error } };
    return command === 'read' && message.trace?.stream_status?.status === 'RUNNING' ? [message, trace] : [message];
  }),
  'a catalog with nulls that is refused': {
    breaks: ['61'],
    start: ({ catalog }) => {
      if (catalog?.streams.some(({ stream }) => stream.namespace === null)) throw new Error('namespace is null');
    },
  },
  'a state with unknown members that is refused': {
    breaks: ['61'],
    start: ({ state }) => {
      const known = ['type', 'stream', 'global', 'data', 'sourceStats', 'destinationStats'];
      const names = (state ?? []).flatMap(Object.keys);
      if (names.some((name) => !known.includes(name))) throw new Error('unknown member');
    },
  },
};
