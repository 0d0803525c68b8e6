import { compareCatalogs } from '../compatibility/compare-catalogs.js';
import { describeChange } from '../compatibility/connector-change.js';
import { streamKey } from '../stream-key.js';
import { type Assertion, requiring } from './assertion.js';
import { checkDataTypes } from './data-types.js';
import { type DiscoveryInput, keyPaths, perKeyword, perStream, streamsOf } from './discovery-input.js';
import { schemaAt, schemaProblems, typesOf } from './schema-walk.js';

/** Numbers 22 to 32. */
export const DISCOVERY_ASSERTIONS: readonly Assertion<DiscoveryInput>[] = [
  {
    id: '22',
    name: 'discover-one-catalog',
    title: 'discover gives exactly one catalog with unique streams',
    runs: ['discover'],
    isLead: true,
    check: checkCatalog,
  },
  {
    id: '23',
    name: 'discover-schemas-valid',
    title: 'every stream has a valid draft-07 schema',
    runs: ['discover'],
    check: perStream((stream) => schemaProblems(stream.json_schema)),
  },
  {
    id: '24',
    name: 'discover-cursors-known',
    title: 'default cursors are in their schema',
    runs: ['discover'],
    check: perStream((stream) => {
      const cursor = stream.default_cursor_field ?? [];
      return cursor.length === 0 || schemaAt(stream.json_schema, cursor) ? [] : [`no field ${cursor.join('.')}`];
    }),
  },
  {
    id: '25',
    name: 'discover-no-refs',
    title: 'no schema has a $ref left',
    runs: ['discover'],
    check: perKeyword((schema) => (typeof schema['$ref'] === 'string' ? ['$ref'] : [])),
  },
  {
    id: '26',
    name: 'discover-keywords',
    title: 'no schema uses allOf or not',
    runs: ['discover'],
    check: perKeyword((schema) => ['allOf', 'not'].filter((key) => Object.hasOwn(schema, key))),
  },
  {
    id: '27',
    name: 'discover-keys-known',
    title: 'primary keys are in their schema',
    runs: ['discover'],
    check: perStream((stream) =>
      keyPaths(stream)
        .filter((path) => schemaAt(stream.json_schema, path) === undefined)
        .map((path) => `no field ${path.join('.')}`),
    ),
  },
  {
    id: '28',
    name: 'discover-sync-modes',
    title: 'every stream has sync modes',
    runs: ['discover'],
    check: perStream((stream) => ((stream.supported_sync_modes ?? []).length > 0 ? [] : ['no supported_sync_modes'])),
  },
  {
    id: '29',
    name: 'discover-additional-properties',
    title: 'additionalProperties is true wherever it is set',
    runs: ['discover'],
    check: perKeyword((schema) =>
      Object.hasOwn(schema, 'additionalProperties') && schema['additionalProperties'] !== true
        ? ['additionalProperties']
        : [],
    ),
  },
  requiring('previousCatalog', {
    id: '30',
    name: 'discover-compatible',
    title: 'the catalog is compatible with the previous one',
    runs: ['discover'],
    check: checkCompatible,
  }),
  {
    id: '31',
    name: 'discover-types',
    title: "schemas stay within Airbyte's types",
    runs: ['discover'],
    check: perStream(checkDataTypes),
    isAdvisory: true,
  },
  {
    id: '32',
    name: 'discover-keys-scalar',
    title: 'primary keys are neither objects nor lists',
    runs: ['discover'],
    check: perStream((stream) =>
      keyPaths(stream)
        .filter((path) =>
          typesOf(schemaAt(stream.json_schema, path) ?? {}).some((type) => /^(object|array)$/.test(type)),
        )
        .map((path) => `${path.join('.')} is an object or a list`),
    ),
  },
];

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

function checkCompatible({ messages, previousCatalog }: Required<DiscoveryInput>): string[] {
  const changes = compareCatalogs(previousCatalog.streams, streamsOf(messages));
  return changes.filter((change) => change.breaking).map(describeChange);
}
