import { expect, test } from 'vitest';
import { z } from 'zod';
import type { JsonSchema } from '../../schema/json-schema.js';
import { TransformConfig } from '../../schema/transform-config.js';
import { TypeTransformer, type TypeTransformerOptions } from '../../schema/type-transformer.js';
import {
  catalogOf,
  checkMessages,
  errorsOf,
  logsOf,
  recordsOf,
  runCommandInProcess,
  statesOf,
} from '../../testing/index.js';
import {
  Checkpoint,
  EncodedRecords,
  type PrimaryKey,
  type ReadContext,
  RecordBatch,
  Source,
  Stream,
  type StreamItem,
  type StreamState,
} from '../index.js';

interface Parts {
  readonly properties?: JsonSchema;
  readonly items?: (context: ReadContext) => Iterable<StreamItem<object>>;
  readonly key?: PrimaryKey;
  readonly cursor?: string | readonly string[];
  readonly options?: TypeTransformerOptions;
  readonly namespace?: string;
}

class Given extends Stream<object> {
  override readonly primaryKey: PrimaryKey;
  override readonly cursorField: string | readonly string[] | undefined;
  override readonly transformer: TypeTransformer;
  readonly #parts: Parts;

  constructor(parts: Parts) {
    super();
    this.#parts = parts;
    this.primaryKey = parts.key ?? null;
    this.cursorField = parts.cursor;
    const isCast = parts.options !== undefined;
    const flags = isCast ? TransformConfig.DefaultSchemaNormalization : TransformConfig.NoTransform;
    this.transformer = new TypeTransformer(flags, parts.options);
  }

  override get name() {
    return 'given';
  }

  override get namespace() {
    return this.#parts.namespace;
  }

  override async getJsonSchema() {
    const properties = this.#parts.properties ?? { id: { type: 'integer' }, at: { type: ['null', 'string'] } };
    return { type: 'object', properties };
  }

  override readRecords(context: ReadContext) {
    return this.#parts.items?.(context) ?? [];
  }
}

class Derived extends Given {
  getUpdatedState(_state: StreamState | undefined, record: object): StreamState {
    return { last: structuredClone(record) } as unknown as StreamState;
  }
}

class OneStream extends Source<unknown> {
  override readonly configSchema = z.unknown();
  readonly #stream: Stream<object>;
  constructor(stream: Stream<object>) {
    super();
    this.#stream = stream;
  }
  override async check(): Promise<void> {}
  override async streams(): Promise<Stream<object>[]> {
    return [this.#stream];
  }
}

interface Choice {
  readonly columns?: readonly string[];
  readonly state?: unknown;
  readonly edit?: (schema: JsonSchema) => JsonSchema;
}

/** What `discover` and a read of its catalog give. */
async function run(stream: Stream<object>, { columns, state, edit }: Choice = {}) {
  const source = new OneStream(stream);
  const discovered = await runCommandInProcess(source, { command: 'discover' });
  const choice = columns === undefined ? {} : { columns };
  const { streams } = catalogOf(discovered.messages, { syncMode: 'incremental', ...choice });
  const catalog = {
    streams: streams.map(({ stream: entry, ...rest }) => ({
      ...rest,
      stream: { ...entry, json_schema: edit?.({ ...entry.json_schema }) ?? entry.json_schema },
    })),
  };
  const { lines, messages } = await runCommandInProcess(source, { command: 'read', catalog, state });
  expect(checkMessages(lines)).toEqual([]);
  return {
    lines,
    data: recordsOf(messages).map((record) => record.data),
    states: statesOf(messages).map(({ stream: own }) => own?.stream_state),
    infos: logsOf(messages, 'INFO').filter((text) => text.includes('olumn')),
    warnings: logsOf(messages, 'WARN'),
    errors: errorsOf(messages).map(({ message }) => message),
    discovered,
  };
}

const EXTRA = { id: 1, at: 'a', extra: 5, more: null };

test('columns that nobody declared are written, and named once', async () => {
  const { data, infos, warnings } = await run(new Given({ items: () => [EXTRA, { ...EXTRA, id: 2 }] }));
  expect(data).toEqual([EXTRA, { ...EXTRA, id: 2 }]);
  expect(infos).toEqual([
    'Stream given: Columns that its schema does not declare are written as they come: extra, more.',
  ]);
  expect(warnings).toEqual([]);
});

test('if the catalog selects columns, others are left out, and undeclared ones are named once', async () => {
  const items = () => [EXTRA, new RecordBatch([EXTRA])];
  const { data, infos } = await run(new Given({ items }), { columns: ['id'] });
  expect(data).toEqual([{ id: 1 }, { id: 1 }]);
  expect(infos).toEqual([
    'Stream given: Columns that its schema does not declare are left out, because the catalog selects columns: extra, more.',
  ]);
});

test('a catalog without additional properties selects its columns', async () => {
  const close = (schema: JsonSchema) => ({ ...schema, additionalProperties: false });
  expect((await run(new Given({ items: () => [EXTRA] }), { edit: close })).data).toEqual([{ id: 1, at: 'a' }]);
  const open = (schema: JsonSchema) => ({ ...schema, additionalProperties: {} });
  expect((await run(new Given({ items: () => [EXTRA] }), { edit: open })).data).toEqual([EXTRA]);
});

test('a column that the stream does not declare any more but the catalog knows is written', async () => {
  const edit = (schema: JsonSchema) => ({ ...schema, properties: { ...(schema['properties'] as object), extra: {} } });
  const { data, infos } = await run(new Given({ items: () => [EXTRA] }), { edit });
  expect(data).toEqual([EXTRA]);
  expect(infos).toEqual([expect.stringMatching(/: more\.$/)]);
});

test('a stream learns which columns are wanted: all, unless some are not selected', async () => {
  const seen: unknown[] = [];
  const stream = new Given({
    items: ({ columns }) => {
      seen.push(columns);
      return [];
    },
  });
  await run(stream);
  await run(stream, { columns: ['id'] });
  expect(seen).toEqual([undefined, new Set(['id'])]);
});

test('records that are maps do not make the line of names long', async () => {
  const wide = Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`${'k'.repeat(500)}${index}`, 1]));
  const [info = ''] = (await run(new Given({ items: () => [wide] }))).infos;
  expect(info).toContain('and 980 more, and others.');
  expect(info.length).toBeLessThan(2500);
});

test('a schema that is only a beginning does not stop discover or read, and says what is missing', async () => {
  const record = { id: 1, at: 'a', name: 'x' };
  for (const properties of [{}, { id: {} }]) {
    const stream = new Given({ properties, key: 'id', cursor: 'at', items: () => [record] });
    const { data, warnings, discovered } = await run(stream);
    expect(discovered.exitCode).toBe(0);
    expect(data).toEqual([record]);
    for (const texts of [warnings, logsOf(discovered.messages, 'WARN')]) {
      expect(texts.join()).toContain('cursor at is not among the properties of its schema. The schema is only a beg');
    }
  }
});

test('a schema with other columns must have those of key and cursor', async () => {
  const stream = new Given({ properties: { name: {} }, key: 'id', cursor: 'at' });
  const { exitCode, messages } = await runCommandInProcess(new OneStream(stream), { command: 'discover' });
  expect(exitCode).toBe(1);
  expect(errorsOf(messages)[0]?.message).toContain('primary key id is not among the properties');
});

test('names that destinations trip over are told of schemas and of records', async () => {
  const properties = { id: {}, ID: {}, '': {} };
  const { warnings, discovered } = await run(new Given({ properties, items: () => [{ Id: 1 }] }));
  const empty = 'Stream given: A column has an empty name, which many destinations refuse.';
  const same = 'Stream given: Columns that differ only in case are one to many destinations:';
  expect(logsOf(discovered.messages, 'WARN')).toEqual([empty, `${same} id and ID.`]);
  expect(warnings).toEqual([empty, `${same} id and ID and Id.`]);
});

test('misfits are nulled by an option, with their changes in the record, but never key, cursor or left-out columns', async () => {
  const properties = {
    id: { type: 'integer' },
    at: { type: 'string', format: 'date-time' },
    day: { type: ['null', 'string'], format: 'date' },
    hidden: { type: 'integer' },
  };
  const bad = () => ({ id: 'x', at: '0000-00-00', day: 'Tuesday', hidden: 'y' });
  const parts = { properties, key: 'id', cursor: 'at', options: { misfits: 'null' } as const };
  const all = await run(new Given({ ...parts, items: () => [{ id: 1, at: '2026-01-31 10:00:00', day: null }, bad()] }));
  expect(all.data[1]).toEqual({ id: 'x', at: '0000-00-00', day: null, hidden: null });
  const metas = all.lines.filter((line) => line.includes('"RECORD"')).map((line) => JSON.parse(line).record.meta);
  const nulled = (field: string) => ({ field, change: 'NULLED', reason: 'SOURCE_SERIALIZATION_ERROR' });
  expect(metas).toEqual([undefined, { changes: [nulled('day'), nulled('hidden')] }]);
  expect(all.warnings).toContain("Stream given: Text that is not of the format 'date' at path 'day'.");
  expect(all.warnings.join()).not.toContain('Tuesday');
  const some = await run(new Given({ ...parts, items: () => [bad()] }), { columns: ['id', 'at', 'day'] });
  expect(some.lines.find((line) => line.includes('"meta"'))).toContain(
    `"meta":${JSON.stringify({ changes: [nulled('day')] })}`,
  );
});

test('without the option misfits stay, and are counted in one warning', async () => {
  const properties = {
    at: { type: 'string', format: 'date-time' },
    n: { anyOf: [{ type: 'integer' }, { type: 'null' }] },
  };
  const items = () => ['', '1767225600', '2026-01-01 10:00:00 PDT'].map((at) => ({ at, n: 'five' }));
  const { data, warnings } = await run(new Given({ properties, items, options: {} }));
  expect(data).toEqual(items());
  expect(warnings).toEqual([
    "Stream given: Text that is not of the format 'date-time' at path 'at'. (3 times)",
    "Stream given: Value of type 'string' does not fit type 'integer or null' at path 'n'. (3 times)",
  ]);
});

test('half a character leaves neither in encoded records, nor in states, names or messages', async () => {
  const line = (text: string) => Buffer.from(`${text}\n`);
  const items = function* () {
    yield new EncodedRecords(
      line('{"id":1.0,"at":"a\\uD83D","k\\ude00":[{"b":"\\ud83d"}]}\n{"id":2,"at":"\\\\ud83d"}'),
    );
    yield new EncodedRecords(line('{"id":3,"at":"\\ud83d\\ude00 \\u00e9"}'));
    yield { id: 4, when: new Date(0), at: 'x\ude00' };
    yield new Checkpoint({ token: 'a\ud83d' });
    throw new Error('a\ud83dz');
  };
  const { lines, data, warnings, states } = await run(new Given({ items }));
  expect(
    lines.filter((text) => /\\ud[89a-f]/i.test(text.replaceAll('\\\\', '').replaceAll('\\ud83d\\ude00', ''))),
  ).toEqual([]);
  expect(lines.find((text) => text.includes('1.0'))).toContain('"data":{"id":1.0,"at":"a\\ufffd"');
  expect(data).toEqual([
    { id: 1, at: 'a\ufffd', 'k\ufffd': [{ b: '\ufffd' }] },
    { id: 2, at: '\\ud83d' },
    { id: 3, at: '😀 é' },
    { id: 4, when: '1970-01-01T00:00:00.000Z', at: 'x\ufffd' },
  ]);
  expect(states[0]).toEqual({ token: 'a\ufffd' });
  const places = warnings.flatMap((text) => /in (.*) was replaced by U\+FFFD/.exec(text)?.[1] ?? []);
  expect(places).toEqual(['at', 'k\ufffd', 'k\ufffd.*.b', 'its state, token,']);
});

test('a record without a value in its cursor, null and empty ones and nested ones too, leaves the state', async () => {
  const properties = { meta: { type: 'object', properties: { at: {} } } };
  const rows = [{ meta: { at: 'a' } }, { meta: { at: '' } }, { meta: { at: null } }, { meta: null }, {}];
  const stream = new Derived({ properties, cursor: ['meta', 'at'], items: () => rows });
  const { states, warnings } = await run(stream);
  expect(states).toEqual([{ last: rows[0] }]);
  expect(warnings).toEqual([expect.stringContaining('4 records have no value in the cursor column')]);
});

test.each([
  [
    'a class',
    new (class State {
      at = 1;
    })(),
    '',
  ],
  ['a date', new Date(), ''],
  ['a map inside', { parts: [{ done: new Map([['a', 1]]) }] }, 'parts.0.done would be lost'],
  ['no number', { at: Number.NaN }, 'at would be lost'],
])('a state with %s is refused', async (_what, state, place) => {
  const { errors, states } = await run(new Given({ items: () => [new Checkpoint(state as never)] }));
  expect(errors).toEqual([expect.stringContaining('gives a state that is not a plain JSON object')]);
  expect(errors[0]).toContain(place);
  expect(states).toEqual([]);
});

test('an empty namespace is none in the catalog, in records and in states', async () => {
  const { discovered, lines, data } = await run(new Given({ namespace: '', items: () => [{ id: 1 }] }));
  expect([...discovered.lines, ...lines].join('')).not.toContain('"namespace"');
  expect(data).toEqual([{ id: 1 }]);
});

test.each([
  ['a LEGACY message', [{ type: 'LEGACY', data: { given: { at: 7 } } }]],
  ['an object by stream', { given: { at: 7 }, other: { at: 8 } }],
])('a state of an old form is continued from, also by a stream with a namespace: %s', async (_form, state) => {
  const seen: unknown[] = [];
  const items = (context: ReadContext) => {
    seen.push(context.state);
    return [];
  };
  await run(new Given({ cursor: 'at', items }), { state });
  await run(new Given({ cursor: 'at', items, namespace: 'n' }), { state });
  expect(seen).toEqual([{ at: 7 }, { at: 7 }]);
});

test.each([
  [{ others: { at: 7 } }, 'none of its members is a stream of the catalog'],
  [[{ type: 'GLOBAL', global: { shared_state: { at: 1 }, stream_states: [] } }], 'with a shared state'],
  [{ at: 7 }, 'its member "at" is not the state of a stream'],
])('a state that cannot be read ends the command before anything is read: %j', async (state, why) => {
  const { errors, data } = await run(new Given({ items: () => [{ id: 1 }] }), { state });
  expect(errors).toEqual([expect.stringContaining(why)]);
  expect(data).toEqual([]);
});
