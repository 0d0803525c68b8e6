import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { createAjv } from '../../schema/ajv.js';
import { isJsonObject } from '../../util/json.js';
import { readLine } from './received-line.js';

const descriptor = { name: 's', namespace: 'n' };
const changes = [{ field: 'a', change: 'NULLED', reason: 'SOURCE_RETRIEVAL_ERROR' }];
const trace = (type: string, part: object) => ({ type: 'TRACE', trace: { type, emitted_at: 1.5, ...part } });

/** One message of each kind with every member that the protocol knows. */
const MESSAGES: readonly object[] = [
  { type: 'RECORD', record: { stream: 's', namespace: 'n', data: { a: 1 }, emitted_at: 1, meta: { changes } } },
  {
    type: 'STATE',
    state: {
      type: 'STREAM',
      stream: { stream_descriptor: descriptor, stream_state: { a: 1 } },
      sourceStats: { recordCount: 1, rejectedRecordCount: 0 },
      destinationStats: { recordCount: 1 },
    },
  },
  {
    type: 'STATE',
    state: { type: 'GLOBAL', global: { shared_state: {}, stream_states: [{ stream_descriptor: descriptor }] } },
  },
  { type: 'STATE', state: { type: 'LEGACY', data: { a: 1 } } },
  { type: 'LOG', log: { level: 'WARN', message: 'm', stack_trace: 't' } },
  trace('ERROR', {
    error: {
      message: 'm',
      internal_message: 'i',
      stack_trace: 't',
      failure_type: 'config_error',
      stream_descriptor: descriptor,
    },
  }),
  trace('ESTIMATE', { estimate: { name: 's', type: 'STREAM', namespace: 'n', row_estimate: 1, byte_estimate: 1 } }),
  trace('STREAM_STATUS', {
    stream_status: {
      stream_descriptor: descriptor,
      status: 'RUNNING',
      reasons: [{ type: 'RATE_LIMITED', rate_limited: { quota_reset: 1 } }],
    },
  }),
  trace('ANALYTICS', { analytics: { type: 'a', value: '1' } }),
  { type: 'CONTROL', control: { type: 'CONNECTOR_CONFIG', emitted_at: 1, connectorConfig: { config: {} } } },
  { type: 'CONNECTION_STATUS', connectionStatus: { status: 'FAILED', message: 'm' } },
  {
    type: 'CATALOG',
    catalog: {
      streams: [
        {
          name: 's',
          json_schema: {},
          supported_sync_modes: ['full_refresh'],
          source_defined_cursor: true,
          default_cursor_field: ['a'],
          source_defined_primary_key: [['a']],
          namespace: 'n',
          is_resumable: true,
          is_file_based: false,
        },
      ],
    },
  },
  {
    type: 'SPEC',
    spec: {
      connectionSpecification: {},
      documentationUrl: 'https://x.example',
      changelogUrl: 'https://x.example',
      supportsIncremental: true,
      supportsNormalization: false,
      supportsDBT: false,
      supported_destination_sync_modes: ['append'],
      advanced_auth: { auth_flow_type: 'oauth2.0', predicate_key: ['a'], predicate_value: 'v' },
      protocol_version: '0.18.0',
    },
  },
];

/** The message without one of its members, and with values of other types in its place. */
function mutations(message: object): [path: string, mutated: object][] {
  return membersOf(message, []).flatMap((path) => {
    const without = structuredClone(message);
    change(without, path, (holder, name) => Reflect.deleteProperty(holder, name));
    const others = [7, 1.5, 'text', true, [], {}, [1], { a: 1 }].map((other) => {
      const copy = structuredClone(message);
      change(copy, path, (holder, name) => Reflect.set(holder, name, other));
      return copy;
    });
    return [without, ...others].map((mutated): [string, object] => [path.join('.'), mutated]);
  });
}

function membersOf(value: unknown, path: readonly string[]): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [[...path, name], ...membersOf(member, [...path, name])]);
}

function change(value: object, path: readonly string[], edit: (holder: object, name: string) => void): void {
  const holder = path.slice(0, -1).reduce<unknown>((part, name) => Reflect.get(Object(part), name), value);
  edit(Object(holder), path.at(-1) ?? '');
}

const PROTOCOL = fileURLToPath(new URL('../../../../shared/conformance/airbyte_protocol.yaml', import.meta.url));

/** Left open on purpose: a separate rule judges it, or no source is to blame. */
const LEFT_OPEN = /^catalog.streams.0.supported_sync_modes|Url$|^spec.supported_destination_sync_modes/;
/** Demanded beyond the file, which does not tie a type to its payload. */
const DEMANDED = /^type$|^[a-zA-Z]+$|^trace.(type|error|estimate|stream_status|analytics)$|^control.connectorConfig$/;

test.each(MESSAGES.map((message) => [JSON.stringify(message).slice(0, 60), message]))(
  '%s is a message',
  (_text, message) => {
    const line = readLine(JSON.stringify(message), 1);
    expect(line.problems).toEqual([]);
    expect(line.message).toEqual(message);
  },
);

test('what is wrong with one message is wrong by the file of the protocol, too', ({ skip }) => {
  skip(!existsSync(PROTOCOL), 'the definition of the protocol is not beside this repository');
  const document: unknown = parse(readFileSync(PROTOCOL, 'utf8'));
  const definitions = isJsonObject(document) ? document['definitions'] : {};
  const fits = createAjv().compile({ definitions, $ref: '#/definitions/AirbyteMessage' });
  const verdicts = MESSAGES.flatMap(mutations).map(([path, message]) => ({
    path,
    message: JSON.stringify(message),
    byFile: fits(message),
    byUs: readLine(JSON.stringify(message), 1).problems.length === 0,
  }));
  expect(verdicts.length).toBeGreaterThan(700);
  expect(verdicts.filter(({ path, byFile, byUs }) => byUs && !byFile && !LEFT_OPEN.test(path))).toEqual([]);
  expect(verdicts.filter(({ path, byFile, byUs }) => byFile && !byUs && !DEMANDED.test(path))).toEqual([]);
});

test.each<[string, string, string]>([
  ['an empty line', '  ', 'an empty line'],
  ['a text', 'hello', 'not JSON'],
  ['half a message', '{"type":"LOG"', 'not JSON'],
  [
    'a number that is not JSON',
    '{"type":"RECORD","record":{"stream":"s","emitted_at":1,"data":{"a":NaN}}}',
    'not JSON',
  ],
  ['a list', '[]', 'message'],
  ['an unknown type', '{"type":"DEBUG","message":"m"}', 'type'],
  [
    'an integer with a fraction',
    '{"type":"RECORD","record":{"stream":"s","emitted_at":1.0,"data":{}}}',
    'record.emitted_at',
  ],
  ['an exponent', '{"type":"RECORD","record":{"stream":"s","emitted_at":1e3,"data":{}}}', 'record.emitted_at'],
])('%s is not a message', (_title, text, problem) => {
  const line = readLine(text, 3);
  expect(line.problems.join()).toContain(problem);
  expect(line.message).toBeUndefined();
});

test('unknown members and nulls in place of absent ones are accepted, and members of other types are dropped', () => {
  const text =
    '{"type":"LOG","log":{"level":"INFO","message":"m","stack_trace":null,"x":1},"record":null,"state":{},"y":[]}';
  expect(readLine(text, 1).message).toEqual({ type: 'LOG', log: { level: 'INFO', message: 'm', x: 1 } });
});

test('numbers in the data are not integers of the envelope', () => {
  const text =
    '{"type":"RECORD","record":{"stream":"s","emitted_at":1,"data":{"emitted_at":1.0,"id":9007199254740993}}}';
  expect(readLine(text, 1).message?.record?.data).toEqual({ emitted_at: 1, id: 9007199254740993n });
});
