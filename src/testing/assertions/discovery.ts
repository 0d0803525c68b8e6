import { compareCatalogs } from '../compatibility/compare-catalogs.js';
import { describeChange } from '../compatibility/schema-change.js';
import type { ReceivedMessage, ReceivedStream } from '../received-message.js';
import { streamKey } from '../stream-key.js';
import { type Assertion, type Findings, notRun } from './assertion.js';
import { checkDataTypes } from './data-types.js';
import { schemaAt, schemaNodes, schemaProblems, typesOf } from './schema-walk.js';

/** What the assertions of `discover` look at. */
export interface DiscoveryInput {
  readonly messages: Iterable<ReceivedMessage>;
  /** The catalog of the version that is in use, for number 30. */
  readonly previousCatalog?: { readonly streams: readonly ReceivedStream[] };
}

/** Numbers 22 to 32. */
export const DISCOVERY_ASSERTIONS: readonly Assertion<DiscoveryInput>[] = [
  { id: '22', title: 'discover gives exactly one catalog with unique streams', isLead: true, check: checkCatalog },
  perStream('23', 'every stream has a valid draft-07 schema', (stream) => schemaProblems(stream.json_schema)),
  perStream('24', 'default cursors are in their schema', (stream) => {
    const cursor = stream.default_cursor_field ?? [];
    return cursor.length === 0 || schemaAt(stream.json_schema, cursor) ? [] : [`no field ${cursor.join('.')}`];
  }),
  perKeyword('25', 'no schema has a $ref left', (schema) => (typeof schema['$ref'] === 'string' ? ['$ref'] : [])),
  perKeyword('26', 'no schema uses allOf or not', (schema) =>
    ['allOf', 'not'].filter((key) => Object.hasOwn(schema, key)),
  ),
  perStream('27', 'primary keys are in their schema', (stream) =>
    keyPaths(stream)
      .filter((path) => schemaAt(stream.json_schema, path) === undefined)
      .map((path) => `no field ${path.join('.')}`),
  ),
  perStream('28', 'every stream has sync modes', (stream) =>
    (stream.supported_sync_modes ?? []).length > 0 ? [] : ['no supported_sync_modes'],
  ),
  perKeyword('29', 'additionalProperties is true wherever it is said', (schema) =>
    Object.hasOwn(schema, 'additionalProperties') && schema['additionalProperties'] !== true
      ? ['additionalProperties']
      : [],
  ),
  { id: '30', title: 'the catalog is compatible with the previous one', check: checkCompatible },
  { ...perStream('31', "schemas stay within Airbyte's types", checkDataTypes), isAdvisory: true },
  perStream('32', 'primary keys are neither objects nor lists', (stream) =>
    keyPaths(stream)
      .filter((path) => typesOf(schemaAt(stream.json_schema, path) ?? {}).some((type) => /^(object|array)$/.test(type)))
      .map((path) => `${path.join('.')} is an object or a list`),
  ),
];

/** The streams of the CATALOG messages. */
export function streamsOf(messages: Iterable<ReceivedMessage>): readonly ReceivedStream[] {
  return [...messages].flatMap((message) => message.catalog?.streams ?? []);
}

function keyPaths(stream: ReceivedStream): readonly (readonly string[])[] {
  return stream.source_defined_primary_key ?? [];
}

function perStream(id: string, title: string, check: (stream: ReceivedStream) => string[]): Assertion<DiscoveryInput> {
  return {
    id,
    title,
    check: ({ messages }) =>
      streamsOf(messages).flatMap((stream) => check(stream).map((problem) => `${streamKey(stream)}: ${problem}`)),
  };
}

function perKeyword(
  id: string,
  title: string,
  found: (schema: Readonly<Record<string, unknown>>) => string[],
): Assertion<DiscoveryInput> {
  return perStream(id, title, (stream) =>
    schemaNodes(stream.json_schema).flatMap(({ schema, pointer }) =>
      found(schema).map((keyword) => `${keyword} at ${pointer || '/'}`),
    ),
  );
}

function checkCatalog({ messages }: DiscoveryInput): string[] {
  const catalogs = [...messages].filter((message) => message.catalog !== undefined).length;
  const names = streamsOf(messages).map(streamKey);
  const repeated = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
  return [
    ...(catalogs === 1 ? [] : [`${catalogs} CATALOG messages instead of one`]),
    ...(names.length > 0 ? [] : ['no streams']),
    ...repeated.map((name) => `stream ${name} is there twice`),
  ];
}

function checkCompatible({ messages, previousCatalog }: DiscoveryInput): string[] | Findings {
  if (previousCatalog === undefined) return notRun('needs the catalog of the version in use (--previous-catalog)');
  const changes = compareCatalogs(previousCatalog.streams, streamsOf(messages));
  return changes.filter((change) => change.breaking).map(describeChange);
}
