import fc from 'fast-check';
import { isSchemaObject, type JsonSchema } from '../../schema/json-schema.js';
import { CDC_PROPERTIES } from '../cdc-columns.js';

/** A table and one line of its files. */
export interface Case {
  readonly schema: JsonSchema;
  readonly keyColumns: readonly string[];
  readonly columns: ReadonlySet<string> | undefined;
  /** Without its line feed. */
  readonly line: Buffer;
}

type Text = fc.Arbitrary<string>;

const PLAIN = [
  'name',
  'score',
  'score_2',
  'a',
  'b',
  'key',
  'meta',
  'ts',
  'with space',
  'naïve',
  'constructor',
  '1',
  '',
];
const ODD = ['__proto__', 'quo"te', 'back\\slash', 'tab\t', '_ab_cdc_updated_at', '_ab_cdc_deleted_at'];
const SCALARS = ['string', 'number', 'integer', 'boolean'];

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
];
const ODD_WORDS = [
  'True',
  'nul',
  'nulll',
  'truefalse',
  'NaN',
  'Infinity',
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

function nameFrom(isWild: boolean): Text {
  return fc.constantFrom(...PLAIN, ...(isWild ? ODD : []));
}

/** A schema of a column. `isWild`: with unions, unknown keywords and more. */
function columnSchema(isWild: boolean): fc.Arbitrary<JsonSchema> {
  const nullable = (type: fc.Arbitrary<string>) =>
    fc.oneof({ weight: 3, arbitrary: type.map((only) => ['null', only]) }, { weight: 1, arbitrary: type });
  const { node } = fc.letrec<{ node: JsonSchema }>((tie) => {
    const scalar = fc.record<JsonSchema>({ type: nullable(fc.constantFrom(...SCALARS)) });
    const members = fc.dictionary(nameFrom(isWild), tie('node'), { maxKeys: 3, noNullPrototype: true });
    const object = fc.record<JsonSchema>({ type: nullable(fc.constant('object')), properties: members });
    const list = fc.record<JsonSchema>({ type: nullable(fc.constant('array')), items: tie('node') });
    const wild = fc.record<JsonSchema>(
      {
        type: fc.oneof(
          fc.constantFrom('null', 'object', 'array', 'other'),
          fc.subarray([...SCALARS, 'null', 'object', 'array']),
        ),
        properties: members,
        items: fc.oneof(tie('node'), fc.array(tie('node'), { maxLength: 2 }), fc.boolean()),
        $ref: fc.constant('#/properties/name'),
        enum: fc.constant(['a']),
      },
      { requiredKeys: [] },
    );
    return {
      node: fc.oneof(
        { maxDepth: 3 },
        { weight: 8, arbitrary: scalar },
        { weight: 2, arbitrary: object },
        { weight: 2, arbitrary: list },
        { weight: isWild ? 2 : 0, arbitrary: wild },
      ),
    };
  });
  return node;
}

/** The JSON text of a value that fits `schema`. */
function fitting(schema: unknown): Text {
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
function objectText(properties: Readonly<Record<string, unknown>>, textOf: (schema: unknown) => Text): Text {
  const members = Object.entries(properties).map(([name, schema]) =>
    textOf(schema).map((text) => `${JSON.stringify(name)}:${text}`),
  );
  return fc
    .tuple(...members)
    .chain((all) => fc.oneof(fc.subarray(all), fc.shuffledSubarray(all)))
    .map((all) => `{${all.join(',')}}`);
}

/** Mostly fits. */
function loose(schema: unknown): Text {
  const members = isSchemaObject(schema) && isSchemaObject(schema['properties']) ? schema['properties'] : {};
  return fc.oneof(
    { weight: 12, arbitrary: fitting(schema) },
    { weight: 1, arbitrary: odd },
    { weight: 1, arbitrary: objectText({ ...members, unknown: {} }, orOdd) },
  );
}

function orOdd(schema: unknown): Text {
  return fc.oneof({ weight: 8, arbitrary: fitting(schema) }, { weight: 1, arbitrary: odd });
}

const instant = fc.constantFrom('"2026-03-01T08:00:00.123456Z"', '"x"', '""');
const plainMeta: Text = fc.oneof(
  instant.map((ts) => `"ts":${ts}`),
  instant.map((ts) => `"ts":${ts},"action":"U"`),
  instant.map((ts) => `"action":"U","ts":${ts}`),
);
const wildMeta: Text = fc.oneof(
  { weight: 4, arbitrary: plainMeta },
  { weight: 2, arbitrary: instant.map((ts) => `"action":"D","ts":${ts}`) },
  fc.constantFrom(
    '',
    '"ts":1',
    '"ts":"a","ts":"b"',
    '"ts":"\\u0041"',
    '"ts":"a","action":null',
    '"ts":"a","other":[1]',
  ),
  fc.constantFrom(
    '"action":"D"',
    '"action":"U","ts":"a","action":"D"',
    '"ts":"a","action":"d"',
    '"ts":"é","action":"D"',
  ),
);

interface Table {
  readonly keyColumns: readonly string[];
  readonly key: Record<string, JsonSchema>;
  readonly value: Record<string, JsonSchema>;
}

function table(isWild: boolean): fc.Arbitrary<Table> {
  const names = fc.uniqueArray(nameFrom(isWild), { minLength: 0, maxLength: 6 });
  const columns = names.chain((all) =>
    fc.tuple(...all.map((name) => columnSchema(isWild).map((schema): [string, JsonSchema] => [name, schema]))),
  );
  const key = fc.constantFrom<Record<string, JsonSchema>>(
    { id: { type: 'integer' } },
    { id: { type: 'string' }, part: { type: 'integer' } },
    ...(isWild ? [{ name: { type: ['null', 'number'] } }] : []),
  );
  return fc.tuple(key, columns).map(([keys, all]) => ({
    keyColumns: Object.keys(keys),
    key: keys,
    value: Object.fromEntries(all),
  }));
}

function lineText({ key, value }: Table, isWild: boolean): Text {
  const textOf = isWild ? loose : fitting;
  // A key column may stand in the value too.
  const values = isWild
    ? fc.oneof({ weight: 6, arbitrary: fc.constant(value) }, fc.constant({ ...value, ...key }))
    : fc.constant(value);
  const valueText = values.chain((columns) => objectText(columns, textOf));
  const wildPart = fc.constantFrom(
    '"value":null',
    '"value":5',
    '"value":[]',
    '"value":{}',
    '"key":{}',
    '"key":null',
    '"more":1',
  );
  const parts = fc.tuple(
    (isWild ? wildMeta : plainMeta).map((text) => `"meta":{${text}}`),
    objectText(key, textOf).map((text) => `"key":${text}`),
    valueText.map((text) => `"value":${text}`),
    ...(isWild ? [fc.option(wildPart, { nil: '', freq: 4 })] : []),
  );
  return parts
    .chain((all) => fc.shuffledSubarray(all, { minLength: isWild ? 2 : all.length }))
    .map((all) => `{${all.filter((part) => part !== '').join(',')}}`);
}

interface Damage {
  readonly at: number;
  readonly kind: 'replace' | 'insert' | 'remove' | 'cut' | 'repeat';
  readonly byte: number;
}

const damage = fc.record<Damage>({
  at: fc.nat(400),
  kind: fc.constantFrom('replace', 'insert', 'remove', 'cut', 'repeat'),
  byte: fc.oneof(
    fc.constantFrom(...Buffer.from(' \t\r"\\,:{}[]0-.eE1n')),
    fc.integer({ min: 0, max: 255 }).filter((byte) => byte !== 10),
  ),
});

function damaged(line: Buffer, { at, kind, byte }: Damage): Buffer {
  const place = line.length === 0 ? 0 : at % line.length;
  const before = line.subarray(0, place);
  if (kind === 'cut') return Buffer.from(before);
  if (kind === 'repeat') return Buffer.concat([line.subarray(0, place + 9), line.subarray(place)]);
  return Buffer.concat([
    before,
    kind === 'remove' ? Buffer.alloc(0) : Buffer.of(byte),
    line.subarray(kind === 'insert' ? place : place + 1),
  ]);
}

/**
 * A table and a line of it. Without `isWild` the line has fitting values and nothing else, so it can be copied; with
 * it anything may be wrong, in the schema, the values or the bytes.
 */
export function anyCase(isWild: boolean): fc.Arbitrary<Case> {
  return table(isWild).chain((columns) => {
    const { keyColumns, key, value } = columns;
    const schema: JsonSchema = { type: 'object', properties: { ...key, ...value, ...CDC_PROPERTIES } };
    const names = Object.keys({ ...key, ...value, ...CDC_PROPERTIES });
    const selected = fc.option(
      fc.subarray(names).map((some) => new Set(some)),
      { nil: undefined },
    );
    const damages = isWild
      ? fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.array(damage, { maxLength: 2 }))
      : fc.constant([]);
    return fc.tuple(lineText(columns, isWild), selected, damages).map(([text, chosen, all]) => ({
      schema,
      keyColumns,
      columns: chosen,
      line: all.reduce(damaged, Buffer.from(text)),
    }));
  });
}
