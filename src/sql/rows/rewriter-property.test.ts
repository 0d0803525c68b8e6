import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseTsvRecord } from '../../dap/index.js';
import type { CellForm, LoadFormat } from '../contract/cell-form.js';
import { DEFAULT_POLICIES } from '../contract/policies.js';
import { encodeCell } from './codec.js';
import { sqlColumn } from './columns.test-helper.js';
import { cellConverter } from './convert/cell.js';
import { decodeLoaded } from './decode-loaded.test-helper.js';
import { optionsFor } from './rewrite-cell.test-helper.js';
import { createRewriter } from './rewriter.js';
import { ColumnRules } from './rules.js';

const YEARS = { minYear: 1, maxYear: 9999 };
const TEXT: CellForm = { kind: 'text', holdsNul: false };
const FORMS: readonly CellForm[] = [
  { kind: 'integer', minimum: -(2n ** 63n), maximum: 2n ** 63n - 1n },
  { kind: 'integer', minimum: -32768n, maximum: 32767n },
  { kind: 'integer', minimum: 0n, maximum: 2n ** 60n },
  { kind: 'float', bits: 64, holdsNonFinite: false },
  { kind: 'float', bits: 32, holdsNonFinite: true },
  { kind: 'decimal', precision: 5, scale: 2 },
  { kind: 'decimal' },
  { kind: 'boolean', write: 'word' },
  { kind: 'boolean', write: 'digit' },
  { kind: 'timestamp', write: 'iso', digits: 6, ...YEARS },
  { kind: 'timestamp', write: 'plain', digits: 3, ...YEARS },
  { kind: 'timestamp', write: 'plain', digits: 0, minYear: 1970, maxYear: 2037 },
  { kind: 'date', ...YEARS },
  { kind: 'time' },
  { kind: 'duration' },
  { kind: 'uuid', write: 'text' },
  { kind: 'uuid', write: 'hex' },
  { kind: 'ip', versions: 'both', write: 'text' },
  { kind: 'ip', versions: 'v4', write: 'hex' },
  TEXT,
  { ...TEXT, maxChars: 4 },
  { ...TEXT, maxBytes: 6 },
  { kind: 'enum', values: ['true', 'a', '', '__dap_unspecified__', 'a\\b', 'a"b'] },
  { kind: 'enum', values: ['x-y', 'x_y'] },
  { kind: 'json', holdsNul: false },
  { kind: 'array', items: { ...TEXT, maxChars: 4 }, write: 'braces' },
  { kind: 'array', items: TEXT, write: 'json' },
  { kind: 'array', items: { kind: 'integer', minimum: 0n, maximum: 9n }, write: 'json' },
];

/** Cells as a service may send them: usual ones of all types, odd ones, and bytes at random. */
const cell = fc.oneof(
  fc.constantFrom(
    ...['\\N', '', 'true', 'false', '0', '-0', '007', '1.0', '1e3', '1e-30', '1e400', 'nan', '-inf', 'a', 'x-y', 'x_z'],
    ...[
      '\\0',
      'a\\0b',
      '\\\\N',
      '\\.',
      'a\\',
      '\r',
      '\0',
      '"',
      'a"b',
      'a\\\\b',
      '\\t\\n\\f',
      '\\101',
      'é😀é',
      '😀😀😀😀😀',
    ],
    ...['__dap_unspecified__', '__dap_oversized_truncated__', '__cd2_oversized_truncated__', '"__dap_unspecified__"'],
    ...['2026-03-01T08:00:00Z', '2026-02-29T08:00:00Z', '1969-12-31T23:59:59.9999Z', '2026-03-01 08:00:60+02:00'],
    ...['2026-03-01', '0000-00-00', '+12345-01-01', '08:00:00', '24:00:00Z', 'P1D', '10.0.0.1', '256.0.0.1', '::1'],
    ...['00000000-0004-0018-0000-00000000000f', '0000000000040018000000000000000F', '[]', '{}', '["a",null]'],
    ...[
      '{"a":"\\\\u0000"}',
      '{"a":"\\\\\\\\u0000"}',
      '["\\\\ud83d"]',
      '["\\\\ud83d\\\\ude00"]',
      '{"a"',
      '["12345"]',
      'null',
    ],
  ),
  fc.bigInt({ min: -(2n ** 65n), max: 2n ** 65n }).map(String),
  fc.double().map(String),
  fc.tuple(fc.integer({ min: -1200, max: 1200 }), fc.stringMatching(/^\d{0,4}$/)).map(([a, b]) => `${a}.${b}`),
  fc
    .date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    .chain((date) => fc.stringMatching(/^\d{0,9}$/).map((digits) => `${date.toISOString().slice(0, 20)}${digits}Z`)),
  fc.uuid(),
  fc.ipV4(),
  fc.ipV6(),
  fc.json({ noUnicodeString: false }).map((text) => encodeCell('copy', text)),
  fc.string({ unit: 'binary', maxLength: 8 }).map((text) => encodeCell('copy', text)),
  fc.string({ unit: 'binary', maxLength: 8 }).map((text) => text.replaceAll(/[\t\n]/g, '\\')),
);

const formats: readonly LoadFormat[] = ['copy', 'load-data', 'csv'];

test('the fast road agrees with converting every cell as a text', () => {
  const row = fc.array(cell, { minLength: FORMS.length, maxLength: FORMS.length });
  fc.assert(
    fc.property(fc.constantFrom(...formats), fc.array(row, { minLength: 1, maxLength: 5 }), fc.boolean(), agree),
    { numRuns: 600 },
  );
});

function agree(format: LoadFormat, rows: readonly (readonly string[])[], careful: boolean): void {
  const columns = FORMS.map((form, index) => sqlColumn(`c${index}`, form));
  const rewriter = createRewriter(optionsFor(columns, { format, careful }));
  const lines = Buffer.from(
    rows.map((cells, index) => `2026-03-01T08:00:00Z\t${index}\t${cells.join('\t')}\n`).join(''),
  );
  const rules = columns.map(({ name }) => new ColumnRules(name, false, DEFAULT_POLICIES));
  const converters = columns.map(({ form }, index) =>
    cellConverter(form, { rules: rules[index] as ColumnRules, oversizeMarkers: [], format, careful }),
  );
  let at = 0;
  const expected = rows.map((_, index) => {
    const record = parseTsvRecord(lines, at);
    at = record.end;
    const texts = record.cells.slice(2).map((text, place) => (text === null ? null : converters[place]?.(text)));
    return [String(index), ...texts];
  });
  for (const one of rules) one.settle(true);
  const { bytes, rows: count } = rewriter.rewrite(lines);
  expect(decodeLoaded(format, Buffer.from(bytes))).toEqual(expected);
  expect(count).toBe(rows.length);
  expect(rewriter.drainCounts()).toEqual(rules.flatMap((one) => one.drain()));
}
