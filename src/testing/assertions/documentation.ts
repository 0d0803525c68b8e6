import { isJsonObject } from '../../util/json.js';
import type { ReceivedStream } from '../received-message.js';
import { isListed, streamKey } from '../stream-key.js';
import { type Assertion, notRun } from './assertion.js';
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

const NO_METADATA = notRun('needs the metadata of the connector (--metadata)');

/** Numbers 49 to 52, which Airbyte asks of certified connectors. */
export const DOCUMENTATION_ASSERTIONS: readonly Assertion<DocumentationInput>[] = [
  {
    id: '49',
    title: 'every stream has a primary key unless listed',
    check: ({ metadata, streams, streamsWithoutKey = [] }) => {
      if (metadata === undefined) return NO_METADATA;
      if (streams === undefined) return notRun('discover gave no catalog');
      return streams
        .filter((stream) => (stream.source_defined_primary_key ?? []).length === 0)
        .filter((stream) => !isListed(stream, streamsWithoutKey))
        .map((stream) => `${streamKey(stream)}: no primary key`);
    },
  },
  {
    id: '50',
    title: 'the metadata names the hosts that the connector calls',
    check: ({ metadata }) => (metadata === undefined ? NO_METADATA : checkList(metadata, 'allowedHosts', 'hosts')),
  },
  {
    id: '51',
    title: 'the metadata suggests streams',
    check: ({ metadata }) =>
      metadata === undefined ? NO_METADATA : checkList(metadata, 'suggestedStreams', 'streams'),
  },
  {
    id: '52',
    title: 'the page for users has its headings and names what is needed (links are not followed)',
    check: ({ docs, connectionSpecification = {} }) =>
      docs === undefined ? notRun('needs the page for users (--docs)') : checkPage(docs, connectionSpecification),
  },
];

function checkList(metadata: Readonly<Record<string, unknown>>, holder: string, name: string): string[] {
  const data = isJsonObject(metadata['data']) ? metadata['data'] : {};
  const part = data[holder];
  const list = isJsonObject(part) ? part[name] : undefined;
  return Array.isArray(list) && list.length > 0 ? [] : [`data.${holder}.${name} is missing or empty`];
}
