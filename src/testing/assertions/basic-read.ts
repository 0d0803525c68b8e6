import { errorsOf } from '../messages-of-type.js';
import type { ReceivedMessage } from '../received-message.js';
import { type Assertion, notRun } from './assertion.js';
import type { BasicReadInput } from './basic-read-input.js';
import { checkExpectedRecords } from './expected-records.js';
import { checkFilledColumns } from './filled-columns.js';
import { RECORD_ASSERTIONS } from './record-assertions.js';
import { STREAM_ASSERTIONS } from './stream-assertions.js';

const DEMANDED_ASSERTIONS: readonly Assertion<BasicReadInput>[] = [
  {
    id: '39',
    title: 'every column is filled in some record',
    check: (input) =>
      input.fillAllColumns === true ? checkFilledColumns(input) : notRun('on demand (--fill-all-columns)'),
  },
  {
    id: '40',
    title: 'the expected records are there',
    check: ({ expectedRecords, ...input }) =>
      expectedRecords === undefined
        ? notRun('needs records to look for (--expect-records)')
        : checkExpectedRecords(expectedRecords, input),
  },
  {
    id: '44',
    title: 'all types of files are read',
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

/** What the assertion of a `read` that must fail looks at. */
export interface FailingReadInput {
  /** Messages of a read of a catalog that cannot be read. */
  readonly messages: Iterable<ReceivedMessage>;
}

/** Number 43. */
export const FAILING_READ_ASSERTIONS: readonly Assertion<FailingReadInput>[] = [
  {
    id: '43',
    title: 'an impossible catalog gives an error trace',
    check: ({ messages }) => (errorsOf(messages).length > 0 ? [] : ['no TRACE ERROR']),
  },
];
