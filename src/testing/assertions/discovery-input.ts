import type { ReceivedMessage, ReceivedStream } from '../received-message.js';
import { streamKey } from '../stream-key.js';
import type { Assertion } from './assertion.js';
import { schemaNodes } from './schema-walk.js';

/** What the rules on `discover` look at. */
export interface DiscoveryInput {
  readonly messages: Iterable<ReceivedMessage>;
  /** The catalog of the version that is in use, for number 30. */
  readonly previousCatalog?: { readonly streams: readonly ReceivedStream[] };
}

/** The streams of the CATALOG messages. */
export function streamsOf(messages: Iterable<ReceivedMessage>): readonly ReceivedStream[] {
  return [...messages].flatMap((message) => message.catalog?.streams ?? []);
}

/** The paths of a stream's primary key. */
export function keyPaths(stream: ReceivedStream): readonly (readonly string[])[] {
  return stream.source_defined_primary_key ?? [];
}

type Check = Assertion<DiscoveryInput>['check'];

/** The check of a rule that looks at each stream separately. */
export function perStream(check: (stream: ReceivedStream) => string[]): Check {
  return ({ messages }) =>
    streamsOf(messages).flatMap((stream) => check(stream).map((problem) => `${streamKey(stream)}: ${problem}`));
}

/** The check of a rule on keywords that no schema, at any depth, may have. */
export function perKeyword(found: (schema: Readonly<Record<string, unknown>>) => string[]): Check {
  return perStream((stream) =>
    schemaNodes(stream.json_schema).flatMap(({ schema, pointer }) =>
      found(schema).map((keyword) => `${keyword} at ${pointer || '/'}`),
    ),
  );
}
