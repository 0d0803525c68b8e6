import { expect, it } from 'vitest';
import type { TransformWarning } from './transform/runtime.js';
import { TransformConfig } from './transform-config.js';
import { TransformWarnings } from './transform-warnings.js';
import { TypeTransformer, type TypeTransformerOptions } from './type-transformer.js';

const SCHEMA = {
  type: 'object',
  properties: {
    id: { type: 'integer' },
    at: { type: ['null', 'string'], format: 'date-time', airbyte_type: 'timestamp_with_timezone' },
    day: { type: 'string', format: 'date' },
    count: { anyOf: [{ type: 'integer' }, { type: 'null' }] },
    until: { oneOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] },
    items: { type: 'array', items: { type: 'object', properties: { at: { type: 'string', format: 'date-time' } } } },
  },
};

async function run(record: object, options: TypeTransformerOptions = {}, flags = 2, kept: string[][] = []) {
  const warnings: TransformWarning[] = [];
  const texts = new TransformWarnings();
  const transformer = new TypeTransformer(flags, options);
  await transformer.load();
  const add = (warning: TransformWarning) => {
    warnings.push(warning);
    texts.add(warning);
  };
  const changes = transformer.compile(SCHEMA, add, { kept, isThorough: true })(record);
  return { record, changes, paths: warnings.map(({ path }) => path.join('.')), texts: texts.drain() };
}

const SOUND = { id: 1, at: '2026-01-31T10:00:00Z', day: '2026-01-31', count: 3, until: null, items: [{}] };

it('dates and unions that fit give no warning', async () => {
  const sound = { ...SOUND, items: [{ at: '2026-01-31 10:00:00' }] };
  expect((await run(structuredClone(sound))).paths).toEqual([]);
  expect((await run({ ...sound, at: null, count: null })).paths).toEqual([]);
});

it.each([
  ['', 'at'],
  ['0000-00-00', 'at'],
  [1_767_225_600, 'at'],
  ['2026-01-31 10:00:00 PDT', 'at'],
  ['2026-02-30', 'day'],
  ['x', 'count'],
  [1.5, 'count'],
  ['never', 'until'],
  [5, 'until'],
])('%j in the column %s %s is told', async (value, column) => {
  for (const flags of [2, 4, 6]) {
    const { paths, texts } = await run({ [column]: value }, {}, flags);
    expect(paths).toEqual([column]);
    expect(JSON.stringify(texts)).not.toContain(JSON.stringify(value));
  }
});

it('misfits of lists are told by one path, with their number', async () => {
  const { texts } = await run({ items: [{ at: '' }, { at: 'x' }] });
  expect(texts).toEqual([{ text: "Text that is not of the format 'date-time' at path 'items.*.at'.", count: 2 }]);
});

it('the rules of the Python CDK stay as they are outside of streams', () => {
  const warnings: TransformWarning[] = [];
  const transformer = new TypeTransformer(TransformConfig.DefaultSchemaNormalization, {
    onWarning: (warning) => warnings.push(warning),
  });
  const record = { at: '', count: 'x' };
  expect(transformer.transform(record, SCHEMA)).toBeUndefined();
  expect([record, warnings]).toEqual([{ at: '', count: 'x' }, []]);
});

it('an option nulls misfits and says which, but never a key', async () => {
  const record = { id: 'x', at: '', day: '2026-01-31', count: 'many', items: [{ at: 'x' }, {}, 7] };
  const nulled = (field: string) => ({ field, change: 'NULLED', reason: 'SOURCE_SERIALIZATION_ERROR' });
  const { changes, paths } = await run(record, { misfits: 'null' }, 2, [['id']]);
  expect(record).toEqual({
    id: 'x',
    at: null,
    day: '2026-01-31',
    count: null,
    items: [{ at: null }, {}, null],
  });
  expect(changes).toEqual(['at', 'count', 'items.0.at', 'items.2'].map(nulled));
  expect(paths).toContain('id');
  expect((await run(structuredClone(SOUND), { misfits: 'null' })).changes).toBeUndefined();
});

it('a changed record does not leave its changes to the next one', () => {
  const transformer = new TypeTransformer(TransformConfig.CustomSchemaNormalization, { misfits: 'null' });
  let fails = true;
  transformer.registerCustomTransform((value) => {
    if (value === 'boom' && fails) throw new Error('boom');
    return value;
  });
  const transform = transformer.compile({ properties: { a: { type: 'integer' }, b: { properties: { c: {} } } } });
  const bad = { a: 'x', b: { c: 'boom' } };
  expect(() => transform(bad)).toThrow('boom');
  fails = false;
  expect(transform({ a: 1 })).toBeUndefined();
});

it('an option writes dates in the usual way, in generated code and in closures', async () => {
  for (const flags of [2, 4]) {
    const record = { at: '2026-01-31 10:00:00 PDT', day: '31 Jan 2026', until: '1769853600', items: [{ at: '0000' }] };
    const { paths } = await run(record, { dates: 'normalize' }, flags);
    expect(record).toEqual({
      at: '2026-01-31T10:00:00-07:00',
      day: '2026-01-31',
      until: '2026-01-31T10:00:00Z',
      items: [{ at: '0000' }],
    });
    expect(paths).toEqual(['items.0.at']);
  }
});

it('numbers since 1970 are dates once they are texts; a leap second stays', async () => {
  const record = { at: 1_769_853_600, items: [{ at: '2016-12-31T23:59:60Z' }] };
  const { paths } = await run(record, { dates: 'normalize', timeZone: 'Europe/Berlin' });
  expect([record.at, record.items[0]?.at, paths]).toEqual(['2026-01-31T10:00:00Z', '2016-12-31T23:59:60Z', []]);
});

it('options that cannot be followed are refused', async () => {
  expect(() => new TypeTransformer(TransformConfig.NoTransform, { misfits: 'null' })).toThrow('NoTransform');
  expect(() => new TypeTransformer(TransformConfig.NoTransform, { dates: 'normalize' })).toThrow('NoTransform');
  expect(() => new TypeTransformer(2, { dates: 'normalize' }).transform({}, SCHEMA)).toThrow('load()');
  await expect(new TypeTransformer(2, { dates: 'normalize', timeZone: 'Mars' }).load()).rejects.toMatchObject({
    code: 'CDK_CONFIG_INVALID',
    failureType: 'config_error',
    message: 'There is no time zone "Mars". Use an IANA name such as Europe/London.',
  });
});
