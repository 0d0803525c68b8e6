import { errorsOf } from '../messages-of-type.js';
import type { ReceivedMessage } from '../received-message.js';
import type { Assertion } from './assertion.js';
import { RULE_OPTIONS } from './rule-needs.js';

/** What `check` gave. */
export interface ConnectionInput {
  readonly messages: Iterable<ReceivedMessage>;
  /** What it gave for a config that must be refused. */
  readonly invalid?: Iterable<ReceivedMessage>;
}

/** Number 21. */
export const CONNECTION_ASSERTIONS: readonly Assertion<ConnectionInput>[] = [
  {
    id: '21',
    name: 'check-connection',
    title: 'check succeeds with the config, and fails with the invalid one',
    runs: ['check'],
    uses: ['invalidConfig'],
    isLead: true,
    check: ({ messages, invalid }) => ({
      problems: [...checkSuccess(messages), ...(invalid === undefined ? [] : checkFailure(invalid))],
      notes:
        invalid === undefined ? [`a check that fails was not tried, which needs ${RULE_OPTIONS.invalidConfig}`] : [],
    }),
  },
];

function checkSuccess(messages: Iterable<ReceivedMessage>): string[] {
  const [first, ...more] = statusesIn(messages);
  const errors = errorsOf(messages);
  return [
    ...(first === undefined ? ['no CONNECTION_STATUS'] : []),
    ...(more.length > 0 ? [`${more.length + 1} CONNECTION_STATUS messages instead of one`] : []),
    ...(first === undefined || first.status === 'SUCCEEDED' ? [] : [`${first.status}: ${first.message ?? ''}`]),
    ...(errors.length > 0 ? [`a TRACE ERROR: ${errors[0]?.message}`] : []),
  ];
}

function checkFailure(messages: Iterable<ReceivedMessage>): string[] {
  const statuses = statusesIn(messages);
  const errors = errorsOf(messages);
  if (statuses.length === 0) {
    const isExplained = errors.some((error) => error.message.trim() !== '');
    return isExplained ? [] : ['the invalid config gives neither a CONNECTION_STATUS nor a TRACE ERROR with a message'];
  }
  return [
    ...(statuses.length > 1 ? [`the invalid config gives ${statuses.length} CONNECTION_STATUS messages`] : []),
    ...(statuses.every(({ status }) => status === 'FAILED') ? [] : ['the invalid config is not refused']),
  ];
}

function statusesIn(messages: Iterable<ReceivedMessage>): NonNullable<ReceivedMessage['connectionStatus']>[] {
  return [...messages].flatMap((message) => (message.connectionStatus === undefined ? [] : [message.connectionStatus]));
}
