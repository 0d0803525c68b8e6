import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkStreamSchema } from '../../../schema/stream-schema-check.js';
import { RecordValidator } from '../../../testing/assertions/record-validator.js';
import { parseMessage } from '../../../testing/received-message.js';
import { schemaText } from '../schema-text.js';
import { recordLine, schemaOf } from './infer.test-helper.js';

const NAMES = ['id', 'a', 'b', '__proto__', 'constructor', 'a.b', '', 'ö', 'type', '$ref', '10', '9'];

/** Numbers as texts, since their form decides the type. */
const NUMBERS = [
  '0',
  '-0',
  '7',
  '1.0',
  '1e3',
  '1E-7',
  '100.00',
  '2.5',
  '-1.50',
  '9007199254740993',
  '9007199254740993.0',
  '4503599627370497.5',
  '0.99999999999999999999',
  '9223372036854775807',
  '9223372036854775808',
  '12345678901234567890.5',
];
const STRINGS = [
  '',
  'x',
  '2024',
  '2024-02-29',
  '2023-02-29',
  '2024-05-01T10:00:00Z',
  '2024-05-01T10:00:00+05:30',
  '2024-05-01T10:00:00',
  '2024-05-01 10:00:00',
  '2024-05-01T10:00',
  '123e4567-e89b-12d3-a456-426614174000',
  '1.0',
  ':1.0,',
  '"1e3',
];

const text = fc.oneof(fc.constantFrom(...STRINGS), fc.string()).map((value) => JSON.stringify(value));
/** JSON texts. */
const { value } = fc.letrec<{ value: string; object: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.constantFrom('null', 'true', 'false', '[]', '{}', ...NUMBERS),
    text,
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => JSON.stringify(number)),
    fc.array(tie('value'), { maxLength: 3 }).map((elements) => `[${elements.join(',')}]`),
    tie('object'),
  ),
  object: objectOf(tie('value')),
}));
const record = objectOf(value);

function objectOf(member: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .uniqueArray(fc.tuple(fc.constantFrom(...NAMES), member), { selector: ([name]) => name, maxLength: 5 })
    .map((members) => `{${members.map(([name, json]) => `${JSON.stringify(name)}: ${json}`).join(',')}}`);
}

const records = fc.array(record, { minLength: 1, maxLength: 8 });

test('every record fits the schema that was inferred from all, and Airbyte accepts the schema', async () => {
  await fc.assert(
    fc.asyncProperty(records, async (all) => {
      const schema = JSON.parse(schemaText(await schemaOf(all)));
      expect(checkStreamSchema({ name: 'users', schema })).toEqual([]);
      const validator = new RecordValidator(schema);
      for (const data of all) {
        const line = recordLine(data);
        expect(validator.problems(parseMessage(line)?.record?.data, line)).toEqual([]);
      }
    }),
    { numRuns: 150 },
  );
});

test('the order of records, their repetition and the chunks they come in make no difference', async () => {
  const shuffled = records.chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }), fc.integer({ min: 1, max: 200 })),
  );
  await fc.assert(
    fc.asyncProperty(shuffled, async ([all, others, chunkBytes]) => {
      const schema = schemaText(await schemaOf(all));
      expect(schemaText(await schemaOf([...others, ...others], chunkBytes))).toBe(schema);
    }),
    { numRuns: 150 },
  );
});

test('a record less never makes a schema that a record more would not fit', async () => {
  await fc.assert(
    fc.asyncProperty(records, record, async (all, more) => {
      const validator = new RecordValidator(await schemaOf([...all, more]));
      for (const data of all) expect(validator.problems(JSON.parse(data))).toEqual([]);
    }),
  );
});
