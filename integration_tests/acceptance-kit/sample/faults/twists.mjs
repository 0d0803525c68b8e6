// How the faults are written: each is a twist of the sample source and the rules that it must break.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The numbers for which `spec` is enough. */
const OF_SPEC = Array.from({ length: 20 }, (_, index) => String(index + 1));

/** What needs no read. */
export const WITHOUT_READS = [...OF_SPEC, '21', '22', '23', '24', '25', '26', '27', '28', '29', '30', '31', '32'];

/** Changes the specification, which then differs from its file (2). */
export const spec = (breaks, change, warns) => ({
  breaks: ['2', ...breaks],
  warns,
  spec: change,
  only: OF_SPEC,
});
/** Changes the streams of the catalog. */
export const catalog = (breaks, change, warns) => ({ breaks, warns, streams: change });
/** Gives other messages for one. */
export const messages = (breaks, message) => ({ breaks, message });
/** Leaves out messages. */
export const drop = (breaks, isDropped) =>
  messages(breaks, (message, run) => (isDropped(message, run) ? [] : [message]));

/** Changes messages of one type. */
export const each = (breaks, type, change) =>
  messages(breaks, (message, run) => {
    if (message.type === type) change(message, run);
    return [message];
  });

/** Changes the data of records. */
export const records = (breaks, change) => each(breaks, 'RECORD', ({ record }) => change(record.data, record.stream));

export const properties = (whole) => whole.connectionSpecification.properties;
export const status = ({ trace }) => trace?.stream_status?.status;
export const streamOf = ({ record, state, trace }) =>
  record?.stream ?? (state?.stream ?? trace?.stream_status)?.stream_descriptor.name;
export const modeOf = ({ catalog: { streams = [] } = {} }, name) =>
  streams.find(({ stream }) => stream.name === name)?.sync_mode;

/** Counts the calls of one name over all commands. */
export function countUp({ folder }, name) {
  const path = join(folder, name);
  const count = (existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0) + 1;
  writeFileSync(path, String(count));
  return count;
}
