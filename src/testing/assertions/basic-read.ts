import { errorsOf } from '../messages-of-type.js';
import type { ReceivedMessage } from '../received-message.js';
import { type Assertion, requiring } from './assertion.js';
import type { BasicReadInput } from './basic-read-input.js';
import { checkExpectedRecords } from './expected-records.js';
import { checkFilledColumns } from './filled-columns.js';
import { RECORD_ASSERTIONS } from './record-assertions.js';
import { STREAM_ASSERTIONS } from './stream-assertions.js';

const DEMANDED_ASSERTIONS: readonly Assertion<BasicReadInput>[] = [
  requiring('fillAllColumns', {
    id: '39',
    name: 'columns-filled',
    title: 'every column is filled in some record',
    runs: ['first'],
    uses: ['emptyStreams'],
    check: checkFilledColumns,
  }),
  requiring('expectedRecords', {
    id: '40',
    name: 'expected-records',
    title: 'the expected records are there',
    runs: ['first'],
    check: ({ expectedRecords, ...input }) => checkExpectedRecords(expectedRecords, input),
  }),
  {
    id: '44',
    name: 'file-types',
    title: 'all types of files are read',
    runs: [],
    unavailable: 'it is for sources of files that Airbyte certifies',
    check: () => [],
  },
];

/** Numbers 33 to 42 and 44. */
export const BASIC_READ_ASSERTIONS: readonly Assertion<BasicReadInput>[] = [
  ...RECORD_ASSERTIONS,
  ...STREAM_ASSERTIONS,
  ...DEMANDED_ASSERTIONS,
].sort((a, b) => Number(a.id) - Number(b.id));

/** What the rule on a `read` that must fail looks at. */
export interface FailingReadInput {
  /** Messages of a read of a catalog that cannot be read. */
  readonly messages: Iterable<ReceivedMessage>;
}

/** Number 43. */
export const FAILING_READ_ASSERTIONS: readonly Assertion<FailingReadInput>[] = [
  {
    id: '43',
    name: 'impossible-catalog-fails',
    title: 'an impossible catalog gives an error trace',
    runs: ['impossible'],
    check: ({ messages }) => (errorsOf(messages).length > 0 ? [] : ['no TRACE ERROR']),
  },
];
