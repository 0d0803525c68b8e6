import { isJsonObject } from '../../util/json.js';
import type { ReceivedStream } from '../received-message.js';
import { isListed, streamKey } from '../stream-key.js';
import { type Assertion, type Findings, notRun, requiring } from './assertion.js';
import { checkPage } from './check-page.js';

/** What describes the connector besides its messages. */
export interface DocumentationInput {
  /** Undefined where discover gave none. */
  readonly streams?: readonly ReceivedStream[];
  /** Streams that have no primary key on purpose, by `name` or `namespace.name`. */
  readonly streamsWithoutKey?: readonly string[];
  /** The content of metadata.yaml. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** The text of the page for users, in Markdown. */
  readonly docs?: string;
  /** The schema of configurations. */
  readonly connectionSpecification?: Readonly<Record<string, unknown>>;
}

/** Numbers 49 to 52, which Airbyte asks of certified connectors. */
export const DOCUMENTATION_ASSERTIONS: readonly Assertion<DocumentationInput>[] = [
  requiring('metadata', {
    id: '49',
    name: 'stream-keys',
    title: 'every stream has a primary key unless listed',
    runs: ['discover'],
    uses: ['streamsWithoutKey'],
    check: checkKeys,
  }),
  requiring('metadata', {
    id: '50',
    name: 'metadata-hosts',
    title: 'the metadata names the hosts that the connector calls',
    runs: [],
    check: ({ metadata }) => checkList(metadata, 'allowedHosts', 'hosts'),
  }),
  requiring('metadata', {
    id: '51',
    name: 'metadata-streams',
    title: 'the metadata suggests streams',
    runs: [],
    check: ({ metadata }) => checkList(metadata, 'suggestedStreams', 'streams'),
  }),
  requiring('docs', {
    id: '52',
    name: 'docs-page',
    title: 'the page for users has its headings and names what is needed',
    runs: ['spec'],
    check: ({ docs, connectionSpecification = {} }) => checkPage(docs, connectionSpecification),
  }),
];

function checkKeys({ streams, streamsWithoutKey = [] }: DocumentationInput): string[] | Findings {
  if (streams === undefined) return notRun('discover gave no catalog');
  return streams
    .filter((stream) => (stream.source_defined_primary_key ?? []).length === 0)
    .filter((stream) => !isListed(stream, streamsWithoutKey))
    .map((stream) => `${streamKey(stream)}: no primary key`);
}

function checkList(metadata: Readonly<Record<string, unknown>>, holder: string, name: string): string[] {
  const data = isJsonObject(metadata['data']) ? metadata['data'] : {};
  const part = data[holder];
  const list = isJsonObject(part) ? part[name] : undefined;
  return Array.isArray(list) && list.length > 0 ? [] : [`data.${holder}.${name} is missing or empty`];
}
