import type { DialectName, ValueFault } from '../../src/sql/index.js';
import type { CellText } from '../../src/tools/sql-truth/scratch.js';

/** What the database holds in the end, where databases differ. */
export type Outcome = CellText | Readonly<Record<DialectName, CellText>>;

/** A cell that the service sends, and what becomes of it. */
export interface CoercionCell {
  readonly sent: string | null;
  /** Default: what was sent. Written as JSON where the column is composed. */
  readonly held?: Outcome;
  /** What is counted, where the outcome differs from what was sent. */
  readonly fault?: ValueFault;
}

/** A column and the values of its type. */
export interface CoercionCase {
  readonly name: string;
  /** The column in the schema of the service. */
  readonly schema: object;
  readonly cells: readonly CoercionCell[];
}

/** In MySQL it is NULL, elsewhere as it was sent. */
const nullInMysql = (sent: string): Outcome => ({ postgresql: sent, mysql: null, duckdb: sent });
/** Its texts have no limit, and its enumerations are texts. */
const asSentInDuckdb = (sent: string, elsewhere: CellText): Outcome => ({
  postgresql: elsewhere,
  mysql: elsewhere,
  duckdb: sent,
});
const plain = (...texts: readonly (string | null)[]): CoercionCell[] => texts.map((sent) => ({ sent }));
const refused = (fault: ValueFault, ...texts: readonly string[]): CoercionCell[] =>
  texts.map((sent) => ({ sent, held: null, fault }));

const integer = (format: string): object => ({ type: 'integer', format });
const enumOf = (...values: readonly string[]): object => ({ type: 'string', enum: values });
const FOO = { type: 'object', properties: { foo: { type: 'string' } }, additionalProperties: false };
const CONTROLS = Array.from({ length: 31 }, (_, n) => String.fromCharCode(n + 1)).join('');

/** Fixtures by type, under the names that Airbyte's suite for destinations has. */
export const COERCION_CASES: readonly CoercionCase[] = [
  {
    name: 'handle integer values: int16',
    schema: integer('int16'),
    cells: [
      ...plain('0', '1', '-1', '32767', '-32768', null),
      ...refused('out-of-range', '32768', '-32769'),
      ...refused('wrong-type', '1.5', 'x', ''),
    ],
  },
  {
    name: 'handle integer values: int32',
    schema: integer('int32'),
    cells: [...plain('0', '2147483647', '-2147483648', null), ...refused('out-of-range', '2147483648', '-2147483649')],
  },
  {
    name: 'handle integer values: int64',
    schema: integer('int64'),
    cells: [
      ...plain('0', '-1', '9007199254740993', '9223372036854775807', '-9223372036854775808', null),
      { sent: '1e3', held: '1000' },
      ...refused('out-of-range', '9223372036854775808', '99999999999999999999999999999999999999'),
      ...refused('wrong-type', 'true'),
    ],
  },
  {
    name: 'handle number values: float64',
    schema: { type: 'number', format: 'float64' },
    cells: [
      ...plain('0', '0.1', '0.30000000000000004', '1e-07', '1.5E2', '-123.456', null),
      ...plain('1.7976931348623157e308', '2.2250738585072014e-308'),
      { sent: 'nan', held: nullInMysql('NaN'), fault: 'non-finite' },
      { sent: 'inf', held: nullInMysql('Infinity'), fault: 'non-finite' },
      { sent: '-inf', held: nullInMysql('-Infinity'), fault: 'non-finite' },
      ...refused('wrong-type', 'many', ''),
    ],
  },
  {
    name: 'handle number values: decimal(5,2)',
    schema: { type: 'number', multipleOf: 0.01, exclusiveMinimum: -1000, exclusiveMaximum: 1000 },
    cells: [
      ...plain('0', '1.5', '1.50', '-999.99', '999.99', '0.01', '1.5E2', null).map((cell) =>
        cell.sent === '1.5E2' ? { ...cell, held: '150' } : cell,
      ),
      ...refused('out-of-range', '1000'),
      ...refused('wrong-type', 'many'),
      ...refused('non-finite', 'nan'),
    ],
  },
  {
    name: 'handle timestamptz values',
    schema: { type: 'string', format: 'date-time' },
    cells: [
      ...plain('2026-03-01T08:00:00.123456Z', '2026-03-01T08:00:00Z', '1970-01-01T00:00:00.000001Z', null),
      ...plain('1969-12-31T23:59:59.999999Z', '9999-12-31T23:59:59.999999Z', '2024-02-29T12:00:00.5Z'),
      { sent: '2026-03-01T08:00:00.123456789Z', held: '2026-03-01T08:00:00.123456Z' },
      {
        sent: '12026-03-01T08:00:00.000001Z',
        held: nullInMysql('12026-03-01T08:00:00.000001Z'),
        fault: 'out-of-range',
      },
      ...refused('wrong-type', 'yesterday', '2026-02-30T08:00:00Z', ''),
    ],
  },
  {
    name: 'handle date values',
    schema: { type: 'string', format: 'date' },
    cells: [
      ...plain('2026-03-01', '1970-01-01', '9999-12-31', '2024-02-29', null),
      { sent: '12026-03-01', held: nullInMysql('12026-03-01'), fault: 'out-of-range' },
      ...refused('wrong-type', '2026-02-30', 'today'),
    ],
  },
  {
    name: 'handle timentz values',
    schema: { type: 'string', format: 'time' },
    cells: [...plain('08:00:00', '23:59:59.999999', '00:00:00', null), ...refused('wrong-type', '25:00:00', 'noon')],
  },
  {
    name: 'handle bool values',
    schema: { type: 'boolean' },
    cells: [...plain('true', 'false', null), ...refused('wrong-type', 'maybe', '')],
  },
  {
    name: 'handle string values',
    schema: { type: 'string' },
    cells: [
      ...plain(
        '',
        'text',
        null,
        'null',
        'NULL',
        '\\N',
        '\\\\N',
        '\\',
        'a\\',
        "it's",
        '"quoted"',
        '`tick`',
        '$tag$',
        '%s',
      ),
      ...plain('tab\there', 'line\nbreak', 'carriage\rreturn', 'both\r\n', 'form\f', 'vertical\v', 'back\b', '\x7f'),
      ...plain('emoji 🎓👩‍🏫', 'é and e\u0301', '\u2028\u2029', '漢字', ' leading and trailing ', '\u00a0'),
      ...plain(CONTROLS, 'a'.repeat(70_000), '🎓'.repeat(20_000), '{"json": [1, 2]}', '\\.', '\\u0000', '\\x41'),
      // Stored as it is; DuckDB's own client drops the mark when it reads a text.
      { sent: '\ufeffmark', held: { postgresql: '\ufeffmark', mysql: '\ufeffmark', duckdb: 'mark' } },
      {
        sent: 'nul\0here',
        held: { postgresql: 'nulhere', mysql: 'nul\0here', duckdb: 'nul\0here' },
        fault: 'nul',
      },
    ],
  },
  {
    name: 'handle string values: limited length',
    schema: { type: 'string', maxLength: 10 },
    cells: [
      ...plain('', 'ten digits', '🎓'.repeat(10), 'é'.repeat(10), null),
      { sent: 'eleven chars', held: asSentInDuckdb('eleven chars', 'eleven cha'), fault: 'too-long' },
      { sent: '🎓'.repeat(11), held: asSentInDuckdb('🎓'.repeat(11), '🎓'.repeat(10)), fault: 'too-long' },
    ],
  },
  {
    name: 'handle string values: oversize marker',
    schema: { oneOf: [{ type: 'string' }, { type: 'string', const: '__dap_oversized_truncated__' }] },
    cells: [...plain('text'), { sent: '__dap_oversized_truncated__', fault: 'oversized' }],
  },
  {
    name: 'handle enumeration values that differ in punctuation or case',
    schema: enumOf('__dap_unspecified__', 'a b', 'a_b', 'a-b', 'A b', 'x,y', "it's", '{brace}', 'back\\slash', ''),
    cells: [
      ...plain('a b', 'a_b', 'a-b', 'A b', 'x,y', "it's", '{brace}', 'back\\slash', '', null),
      { sent: 'a.b', held: asSentInDuckdb('a.b', '__dap_unspecified__'), fault: 'unknown-enum' },
      { sent: 'a b ', held: asSentInDuckdb('a b ', '__dap_unspecified__'), fault: 'unknown-enum' },
    ],
  },
  {
    name: 'handle enumeration values beyond ASCII',
    schema: enumOf('é', 'e', 'É', '漢字', '🎓'),
    cells: [
      ...plain('é', 'e', 'É', '漢字', '🎓'),
      { sent: 'ê', held: asSentInDuckdb('ê', null), fault: 'unknown-enum' },
    ],
  },
  {
    name: 'handle uuid values',
    schema: { type: 'string', format: 'uuid' },
    cells: [
      ...plain('00000000-0000-4001-8000-000000000007', 'ffffffff-ffff-ffff-ffff-ffffffffffff', null),
      ...refused('wrong-type', 'no uuid', '00000000-0000-4001-8000-00000000000', ''),
    ],
  },
  {
    name: 'handle addresses',
    schema: {
      oneOf: [
        { type: 'string', format: 'ipv4' },
        { type: 'string', format: 'ipv6' },
      ],
    },
    cells: [
      ...plain('10.1.1.38', '0.0.0.0', '255.255.255.255', '::1', '2001:db8::ff00:42:8329', 'a01:126::', null),
      ...refused('wrong-type', '10.1.1.256', 'localhost'),
    ],
  },
  {
    name: 'handle object values',
    schema: FOO,
    cells: [
      ...plain('{"foo":"bar"}', '{"foo":""}', '{"foo":"🎓\\n\\"\\\\"}', null),
      ...refused('bad-json', '{"foo":', 'x'),
    ],
  },
  {
    name: 'handle schemaless object values',
    schema: { type: 'object' },
    cells: [
      ...plain('{"id":9007199254740993,"deep":{"list":[1,{"a":null}]},"f":0.1}', '{"a b":"c","A B":1}', null),
      {
        sent: '{"nul":"a\\u0000b"}',
        held: { postgresql: '{"nul":"ab"}', mysql: '{"nul":"a\\u0000b"}', duckdb: '{"nul":"a\\u0000b"}' },
        fault: 'nul',
      },
    ],
  },
  {
    name: 'handle array values',
    schema: { type: 'array', items: { type: 'string' } },
    cells: plain('[]', '["a"]', '["a,b","{c}","\\"d\\"","e\\\\f","","NULL","null"]', '["tab\\t","line\\n","🎓"]', null),
  },
  {
    name: 'handle array values: integers',
    schema: { type: 'array', items: { type: 'integer', format: 'int64' } },
    cells: plain('[]', '[1,2,3]', '[9223372036854775807,-9223372036854775808]', null),
  },
  {
    name: 'handle array values: enumeration',
    schema: { type: 'array', items: enumOf('a b', 'a_b', 'A b', 'x,y') },
    cells: plain('[]', '["a b","a_b","A b","x,y"]', null),
  },
  {
    name: 'handle schemaless array values',
    schema: { type: 'array' },
    cells: plain('[]', '[1,"a",null,{"b":[true]}]', null),
  },
  {
    name: 'handle union values',
    schema: { oneOf: [FOO, { type: 'integer' }, { type: 'string' }] },
    cells: plain('{"foo":"bar"}', '42', '"text"', null),
  },
  {
    name: 'handle unknown values',
    schema: { type: 'potato' },
    cells: plain('{"any":"thing"}', '42', '"text"', '[1]', 'true', null),
  },
];
