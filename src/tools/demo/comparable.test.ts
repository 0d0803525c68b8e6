import { expect, it } from 'vitest';
import { columnsOf } from './column-types.js';
import { fromTruth, fromWarehouse } from './comparable.js';

it('keeps the microseconds of an instant, whatever its zone', () => {
  expect(fromTruth('2026-03-01T08:00:00.123456Z', 'TIMESTAMPTZ')).toBe(1_772_352_000_123_456n);
  expect(fromTruth('2026-03-01T09:00:00.5+01:00', 'TIMESTAMPTZ')).toBe(1_772_352_000_500_000n);
});

it('distinguishes integers beyond 2^53 that are the same double', () => {
  expect(fromTruth(9007199254740993n, 'BIGINT')).not.toBe(fromWarehouse(9007199254740992n, 'BIGINT'));
});

it('compares nested values by their members, not by their order', () => {
  const truth = fromTruth({ b: [1, { y: null, x: 10000000000000001n }], a: 'ä' }, 'JSON');
  expect(fromWarehouse('{"a":"ä","b":[1,{"x":10000000000000001,"y":null}]}', 'JSON')).toBe(truth);
  expect(fromWarehouse('{"a":"ä","b":[1,{"x":10000000000000002,"y":null}]}', 'JSON')).not.toBe(truth);
});

it('treats an absent member as null', () => {
  expect(fromTruth(undefined, 'VARCHAR')).toBe(fromWarehouse(null, 'VARCHAR'));
});

it('types the columns of a table by the schema of its stream', () => {
  const properties = {
    id: { type: 'integer' },
    score: { type: ['null', 'number'] },
    at: { type: ['null', 'string'], format: 'date-time' },
    day: { type: ['null', 'string'], format: 'date' },
    open: { type: ['null', 'boolean'] },
    name: { type: ['null', 'string'] },
    settings: { type: ['null', 'object'] },
    anything: {},
  };
  const columns = columnsOf({
    name: 'courses',
    json_schema: { properties },
    supported_sync_modes: ['full_refresh'],
    source_defined_primary_key: [['id']],
  });
  const types = ['BIGINT', 'DOUBLE', 'TIMESTAMPTZ', 'DATE', 'BOOLEAN', 'VARCHAR', 'JSON', 'JSON'];
  expect(columns.map(({ type }) => type)).toEqual(types);
  expect(columns.filter(({ isKey }) => isKey).map(({ name }) => name)).toEqual(['id']);
});
