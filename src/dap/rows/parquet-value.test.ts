import { expect, test } from 'vitest';
import { PARQUET_PARSERS, toJsonValue } from './parquet-value.js';

test('instants of every unit are exact, also before 1970', () => {
  expect(PARQUET_PARSERS.timestampFromMicroseconds(1_772_352_000_123_456n)).toBe('2026-03-01T08:00:00.123456Z');
  expect(PARQUET_PARSERS.timestampFromMicroseconds(-1n)).toBe('1969-12-31T23:59:59.999999Z');
  expect(PARQUET_PARSERS.timestampFromMilliseconds(-1n)).toBe('1969-12-31T23:59:59.999000Z');
  expect(PARQUET_PARSERS.timestampFromNanoseconds(1_000n)).toBe('1970-01-01T00:00:00.000001Z');
  expect(PARQUET_PARSERS.timestampFromNanoseconds(-1n)).toBe('1969-12-31T23:59:59.999999999Z');
  expect(PARQUET_PARSERS.dateFromDays(-1)).toBe('1969-12-31');
});

test('texts keep a byte order mark; bytes that are not text are an error', () => {
  expect(PARQUET_PARSERS.stringFromBytes(Buffer.from('\uFEFFa'))).toBe('\uFEFFa');
  expect(() => PARQUET_PARSERS.stringFromBytes(new Uint8Array([0xff]))).toThrow();
});

test('values come as JSON Lines have them', () => {
  const struct = { small: 7n, large: 10000000000000001n, none: null, inner: { gone: undefined }, list: [1n, null] };
  expect(toJsonValue({ ...struct, float: Number.NaN })).toEqual({
    small: 7,
    large: 10000000000000001n,
    inner: {},
    list: [1, null],
    float: 'NaN',
  });
});
