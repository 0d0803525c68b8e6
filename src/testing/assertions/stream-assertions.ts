import { recordKey, streamStatesIn } from '../messages-of-type.js';
import { isListed, streamKey } from '../stream-key.js';
import type { Assertion } from './assertion.js';
import type { BasicReadInput } from './basic-read-input.js';
import type { ReceivedLine } from './received-line.js';

/** Numbers 33, 37, 41 and 42: each stream as a whole. */
export const STREAM_ASSERTIONS: readonly Assertion<BasicReadInput>[] = [
  {
    id: '33',
    name: 'read-gives-records',
    title: 'read gives records',
    runs: ['first'],
    isLead: true,
    check: ({ output }) =>
      [...countStreams(output).values()].some(({ records }) => records > 0) ? [] : ['no records'],
  },
  {
    id: '37',
    name: 'stream-not-empty',
    title: 'every stream has records unless listed as empty',
    runs: ['first'],
    uses: ['emptyStreams'],
    check: perStream(({ records }, mayBeEmpty) => (records > 0 || mayBeEmpty ? [] : ['no records'])),
  },
  {
    id: '41',
    name: 'stream-statuses',
    title: 'every stream goes from STARTED through RUNNING to COMPLETE',
    runs: ['first'],
    uses: ['emptyStreams'],
    check: perStream(({ statuses, records }, mayBeEmpty) => {
      // A stream without records never runs; rule 37 reports that.
      const needsNoRunning = mayBeEmpty || records === 0;
      const allowed = needsNoRunning ? /^STARTED( RUNNING)* COMPLETE$/ : /^STARTED( RUNNING)+ COMPLETE$/;
      return allowed.test(statuses.join(' ')) ? [] : [`statuses are ${statuses.join(' ') || 'missing'}`];
    }),
  },
  {
    id: '42',
    name: 'stream-states',
    title: 'each stream has a state with counts, never in the old form',
    runs: ['first'],
    check: checkStates,
  },
];

interface Counts {
  records: number;
  states: number;
  readonly statuses: string[];
}

/** What each stream gave, by {@link streamKey}. */
function countStreams(output: Iterable<ReceivedLine>): Map<string, Counts> {
  const streams = new Map<string, Counts>();
  const of = (name: string): Counts => {
    const counts = streams.get(name) ?? { records: 0, states: 0, statuses: [] };
    streams.set(name, counts);
    return counts;
  };
  for (const { message } of output) {
    const status = message?.trace?.stream_status;
    if (status !== undefined) of(streamKey(status.stream_descriptor)).statuses.push(status.status);
    if (message?.record !== undefined) of(recordKey(message.record)).records += 1;
    for (const part of message?.state === undefined ? [] : streamStatesIn(message.state)) {
      of(streamKey(part.stream_descriptor)).states += 1;
    }
  }
  return streams;
}

const NOTHING: Counts = { records: 0, states: 0, statuses: [] };

function perStream(
  check: (counts: Counts, mayBeEmpty: boolean) => readonly string[],
): Assertion<BasicReadInput>['check'] {
  return (input) => {
    const counts = countStreams(input.output);
    return input.catalog.streams.flatMap((entry) => {
      const name = streamKey(entry.stream);
      return check(counts.get(name) ?? NOTHING, isListed(entry.stream, input.emptyStreams ?? [])).map(
        (problem) => `${name}: ${problem}`,
      );
    });
  };
}

/** A GLOBAL state stands for every stream that it names. */
function checkStates({ catalog, output }: BasicReadInput): string[] {
  const counts = countStreams(output);
  const stateless = catalog.streams.map(({ stream }) => streamKey(stream)).filter((name) => !counts.get(name)?.states);
  let [legacy, uncounted] = [0, 0];
  for (const { message } of output) {
    if (message?.state === undefined) continue;
    if ((message.state.type ?? 'LEGACY') === 'LEGACY') legacy += 1;
    if ((message.state.sourceStats?.recordCount ?? null) === null) uncounted += 1;
  }
  return [
    ...stateless.map((name) => `${name}: no state`),
    ...(legacy === 0 ? [] : [`${legacy} states are of type LEGACY`]),
    ...(uncounted === 0 ? [] : [`${uncounted} states lack sourceStats.recordCount`]),
  ];
}
