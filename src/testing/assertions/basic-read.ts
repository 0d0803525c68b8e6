import { isJsonObject, stringifyJson } from '../../util/json.js';
import type { ConfiguredCatalogFile, ConfiguredStreamEntry } from '../catalog-of.js';
import { errorsOf, recordKey, recordsOf, statesOf, statusesOf } from '../messages-of-type.js';
import { parseMessage, type ReceivedMessage, type ReceivedRecord } from '../received-message.js';
import { streamKey } from '../stream-key.js';
import type { Assertion } from './assertion.js';
import { RecordValidator } from './record-validator.js';
import { valueAt } from './schema-walk.js';

/** What the assertions of a first `read` look at. */
export interface BasicReadInput {
  readonly catalog: ConfiguredCatalogFile;
  /** Standard output of the read, for the form of numbers. */
  readonly lines: readonly string[];
  readonly messages: readonly ReceivedMessage[];
  /** Streams that may be without records, by `name` or `namespace.name`. */
  readonly emptyStreams?: readonly string[];
  /** Messages of a read of a catalog that cannot be read, for number 43. */
  readonly impossible?: readonly ReceivedMessage[];
}

/** Numbers 33 to 38 and 41 to 43. */
export const BASIC_READ_ASSERTIONS: readonly Assertion<BasicReadInput>[] = [
  {
    id: '33',
    title: 'read gives records',
    check: ({ messages }) => (recordsOf(messages).length > 0 ? [] : ['no records']),
  },
  perRecord('34', 'each record shares a field with its schema', (record, entry) => {
    const names = Object.keys(propertiesOf(entry));
    return names.length === 0 || names.some((name) => Object.hasOwn(record.data, name)) ? [] : ['shares no field'];
  }),
  { id: '35', title: 'each record fits its schema', check: checkSchemas },
  perRecord('36', 'no record has a column that its schema lacks', (record, entry) => {
    const known = propertiesOf(entry);
    return Object.keys(record.data)
      .filter((name) => !Object.hasOwn(known, name))
      .map((name) => `column ${name} is not in the schema`);
  }),
  perStream('37', 'every stream has records unless listed as empty', (entry, { messages, emptyStreams = [] }) => {
    const mayBeEmpty = emptyStreams.includes(entry.stream.name) || emptyStreams.includes(streamKey(entry.stream));
    return mayBeEmpty || recordsOf(messages, streamKey(entry.stream)).length > 0 ? [] : ['no records'];
  }),
  perRecord('38', 'primary keys are scalars and not all null', (record, entry) => {
    const values = (entry.primary_key ?? []).map((path) => valueAt(record.data, path));
    if (values.some((value) => typeof value === 'object' && value !== null)) return ['the key is an object or a list'];
    return values.length > 0 && values.every((value) => value === null || value === undefined)
      ? ['the key is null']
      : [];
  }),
  perStream(
    '41',
    'every stream goes from STARTED over RUNNING to COMPLETE',
    (entry, { messages, emptyStreams = [] }) => {
      const statuses = statusesOf(messages, streamKey(entry.stream)).join(' ');
      const mayBeEmpty = emptyStreams.includes(entry.stream.name) || emptyStreams.includes(streamKey(entry.stream));
      const allowed = mayBeEmpty ? /^STARTED( RUNNING)* COMPLETE$/ : /^STARTED( RUNNING)+ COMPLETE$/;
      return allowed.test(statuses) ? [] : [`statuses are ${statuses || 'missing'}`];
    },
  ),
  { id: '42', title: 'each stream has a state with counts', check: checkStates },
  {
    id: '43',
    title: 'an impossible catalog gives an error trace',
    check: ({ impossible }) => (impossible === undefined || errorsOf(impossible).length > 0 ? [] : ['no TRACE ERROR']),
  },
];

function propertiesOf(entry: ConfiguredStreamEntry): Readonly<Record<string, unknown>> {
  const properties = entry.stream.json_schema['properties'];
  return isJsonObject(properties) ? properties : {};
}

function perStream(
  id: string,
  title: string,
  check: (entry: ConfiguredStreamEntry, input: BasicReadInput) => string[],
): Assertion<BasicReadInput> {
  return {
    id,
    title,
    check: (input) =>
      input.catalog.streams.flatMap((entry) =>
        check(entry, input).map((problem) => `${streamKey(entry.stream)}: ${problem}`),
      ),
  };
}

function perRecord(
  id: string,
  title: string,
  check: (record: ReceivedRecord, entry: ConfiguredStreamEntry) => string[],
): Assertion<BasicReadInput> {
  return perStream(id, title, (entry, { messages }) => [
    ...new Set(recordsOf(messages, streamKey(entry.stream)).flatMap((record) => check(record, entry))),
  ]);
}

function checkSchemas({ catalog, lines }: BasicReadInput): string[] {
  const validators = new Map(
    catalog.streams.map(({ stream }) => [streamKey(stream), new RecordValidator(stream.json_schema)]),
  );
  const problems = new Set<string>();
  for (const line of lines) {
    const record = parseMessage(line)?.record;
    if (record === undefined) continue;
    const validator = validators.get(recordKey(record));
    if (validator === undefined) problems.add(`${recordKey(record)}: the stream is not in the catalog`);
    for (const problem of validator?.problems(record.data, line) ?? [])
      problems.add(`${recordKey(record)}: ${problem}`);
  }
  return [...problems];
}

function checkStates({ catalog, messages }: BasicReadInput): string[] {
  const states = statesOf(messages);
  const kinds = new Set(states.map((state) => state.type ?? 'LEGACY'));
  const uncounted = states.filter((state) => typeof state.sourceStats?.recordCount !== 'number').length;
  return [
    ...(states.length >= catalog.streams.length
      ? []
      : [`${states.length} states for ${catalog.streams.length} streams`]),
    ...(kinds.has('LEGACY') ? ['a state is of type LEGACY'] : []),
    ...(uncounted === 0 ? [] : [`${uncounted} states lack sourceStats`]),
  ];
}

/** A record's primary key as text, or the whole record where it has none. */
export function identityOf(record: ReceivedRecord, primaryKey: readonly (readonly string[])[]): string {
  if (primaryKey.length === 0) return stringifyJson(record.data);
  return stringifyJson(primaryKey.map((path) => valueAt(record.data, path) ?? null));
}
