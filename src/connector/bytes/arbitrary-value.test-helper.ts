import fc from 'fast-check';
import { isSchemaObject } from '../../schema/json-schema.js';

/** A JSON text, or what looks like one. */
export type Text = fc.Arbitrary<string>;

const INTEGERS = ['0', '7', '-12', '9007199254740991', '9007199254740993', '-9223372036854775808', '1'.repeat(40)];
const NUMBERS = ['1.5', '0.1', '-0.25', '10.50', '0.000000123', '123456789.012345', '66.66666666666667', '5e-324'];
const ODD_NUMBERS = [
  ...[
    '-0',
    '-0.0',
    '0.0',
    '1.0',
    '1e2',
    '1E+2',
    '1e400',
    '-1e-400',
    '1e-400',
    '00',
    '01',
    '-',
    '+1',
    '.5',
    '5.',
    '1.e3',
    '1e',
  ],
  ...[
    '0.1000000000000000055511151231257827',
    '1e-07',
    '1.50E+007',
    '-1e-07',
    '-5e-324',
    '-1e-999',
    '-0e5',
    '-0.000e-2',
    '1e308',
    '1.7976931348623157e308',
    '17.9e307',
    '18e307',
    '0.00001e312',
    '1e0000000000000000000000001',
    '123456789012345678.0',
    '1234567890123456789e0',
    '88.888888888888886',
    '9999999999999999.5',
    `${'9'.repeat(400)}.0`,
    '--1',
    '0x1',
  ],
];
const ODD_STRINGS = [
  ...[
    '"\\u00e9"',
    '"\\ud800"',
    '"\\uD83D\\uDE00"',
    '"\\x"',
    '"\\u12"',
    '"\\u12g4"',
    '"a\\/b\\b\\f\\n\\r\\t\\\\\\""',
    '"\t"',
    '"\u0000"',
  ],
  ...['"', '"\\"', '"\\', 'yes', "'a'", '"NaN"', '"12"', '"true"', '"\u007f\u2028"', '"__dap_oversized_truncated__"'],
  ...[
    '"__cd2_oversized_truncated__"',
    '"__dap_unspecified__"',
    '"__dap_unspecified_"',
    '"_"',
    '"__dap_\\u0075nspecified__"',
  ],
];
const ODD_WORDS = [
  'True',
  'nul',
  'nulll',
  'truefalse',
  'NaN',
  '-Infinity',
  '[NaN]',
  '{"a":Infinity}',
  '[1, 2 ,{"x":[]}] ',
  'undefined',
  '',
  ' null',
  '[',
  ']',
  '{',
  '}',
  ',',
];

const decimal: Text = fc
  .tuple(fc.bigInt(-(10n ** 9n), 10n ** 9n), fc.stringMatching(/^[0-9]{1,12}$/))
  .map(([whole, digits]) => `${whole}.${digits}`);
const integer: Text = fc.oneof(fc.constantFrom(...INTEGERS), fc.bigInt().map(String), fc.integer().map(String));
const number: Text = fc.oneof(
  fc.constantFrom(...NUMBERS),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }).map((value) => JSON.stringify(value)),
  integer,
);
const string: Text = fc.string({ unit: 'binary', maxLength: 12 }).map((value) => JSON.stringify(value));
const boolean: Text = fc.constantFrom('true', 'false');
const odd: Text = fc.oneof(
  fc.constantFrom(...ODD_NUMBERS),
  decimal,
  fc.double().map(String),
  fc.constantFrom(...ODD_STRINGS),
  fc.constantFrom(...ODD_WORDS),
  fc.json({ maxDepth: 2 }),
);

/** The JSON text of a value that fits `schema`. */
export function fitting(schema: unknown): Text {
  if (!isSchemaObject(schema)) return odd;
  const { type, properties, items } = schema;
  const types = Array.isArray(type) ? type : [type];
  const texts: Record<string, () => Text> = {
    null: () => fc.constant('null'),
    string: () => string,
    number: () => number,
    integer: () => integer,
    boolean: () => boolean,
    object: () => objectText(isSchemaObject(properties) ? properties : {}, fitting),
    array: () => fc.array(fitting(items), { maxLength: 3 }).map((elements) => `[${elements.join(',')}]`),
  };
  const choices = types.flatMap((name) => (Object.hasOwn(texts, String(name)) ? (texts[String(name)]?.() ?? []) : []));
  return choices.length === 0 ? odd : fc.oneof(...choices);
}

/** Members in any order, some left out. */
export function objectText(properties: Readonly<Record<string, unknown>>, textOf: (schema: unknown) => Text): Text {
  return memberTexts(properties, textOf).map((all) => `{${all.join(',')}}`);
}

function memberTexts(
  properties: Readonly<Record<string, unknown>>,
  textOf: (schema: unknown) => Text,
): fc.Arbitrary<string[]> {
  const members = Object.entries(properties).map(([name, schema]) =>
    textOf(schema).map((text) => `${JSON.stringify(name)}:${text}`),
  );
  return fc.tuple(...members).chain((all) => fc.oneof(fc.subarray(all), fc.shuffledSubarray(all)));
}

/** The same with a member twice, an unknown one, or one of the key. */
export function oddObjectText(properties: Readonly<Record<string, unknown>>): Text {
  const others = {
    ...properties,
    unknown: { type: 'string' },
    other: { type: ['array', 'object'], items: { type: 'number' } },
    id: { type: 'integer' },
  };
  return fc
    .tuple(memberTexts(properties, fitting), memberTexts(others, fitting))
    .map(([some, more]) => `{${[...some, ...more.slice(0, 1)].join(',')}}`);
}

/** Often fits; else it is of the right kind, but written in an unusual way, or of any other kind. */
export function loose(schema: unknown): Text {
  const { type, properties } = isSchemaObject(schema) ? schema : {};
  const types = Array.isArray(type) ? type : [type];
  const unusual: Text[] = [odd];
  if (types.includes('number') || types.includes('integer'))
    unusual.push(fc.constantFrom(...ODD_NUMBERS), decimal, decimal);
  if (types.includes('string')) unusual.push(fc.constantFrom(...ODD_STRINGS));
  if (types.includes('object')) unusual.push(oddObjectText(isSchemaObject(properties) ? properties : {}));
  if (types.includes('array'))
    unusual.push(oddObjectText({}), fc.constantFrom('[[]]', '[,]', '[1,]', '[null]', '["x"]'));
  return fc.oneof({ weight: 3, arbitrary: fitting(schema) }, { weight: 2, arbitrary: fc.oneof(...unusual) });
}
