import { describe, expect, it } from 'vitest';
import { checkIsSchema, compileValidator, createAjv } from './ajv.js';

describe('the set-up of Ajv', () => {
  it('ignores formats and keywords that it does not know', () => {
    const schema = { type: 'string', format: 'color', airbyte_type: 'x', airbyte_secret: true, pattern: '^\\_' };
    expect(compileValidator(schema)('_')).toEqual([]);
  });

  it('checks the formats of ajv-formats', () => {
    const validate = compileValidator({ type: 'string', format: 'date-time' });
    expect(validate('2024-01-05T10:00:00Z')).toEqual([]);
    expect(validate('yesterday')).toEqual(['must match format "date-time"']);
  });

  it.each([
    ['date-time', 'timestamp_without_timezone', '2024-01-05T10:00:00', []],
    ['date-time', 'timestamp_with_timezone', '2024-01-05T10:00:00', ['must match format "date-time"']],
    ['time', 'time_without_timezone', '10:00:00', []],
    ['time', 'time_with_timezone', '10:00:00', ['must match format "time"']],
  ])('asks a %s of the type %s for a time zone only where there is one', (format, airbyte_type, value, problems) => {
    expect(compileValidator({ type: 'string', format, airbyte_type })(value)).toEqual(problems);
  });

  it('reports every problem once and never a value', () => {
    const schema = { required: ['id'], properties: { n: { type: 'integer', enum: [1] } } };
    expect(compileValidator(schema)({ n: 'confidential' })).toEqual([
      "must have required property 'id'",
      '/n must be integer',
      '/n must be equal to one of the allowed values',
    ]);
  });

  it('takes big integers for the numbers they are', () => {
    const schema = { properties: { n: { type: 'integer', minimum: 0 }, list: { items: { type: 'number' } } } };
    const value = { n: 10n ** 20n, list: [1, 2n ** 70n] };
    expect(compileValidator(schema)(value)).toEqual([]);
    expect(compileValidator(schema)({ n: -(10n ** 20n) })).toEqual(['/n must be >= 0']);
    expect(value.n).toBe(10n ** 20n);
  });

  it('compiles schemas that share an $id or declare another draft', () => {
    const schema = { $id: 'same', $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object' };
    expect(compileValidator(schema)({})).toEqual([]);
    expect(compileValidator({ ...schema, type: 'string' })({})).toEqual(['must be string']);
  });

  it.each([{ type: 'text' }, { $ref: '#/definitions/none' }, { $ref: 'x.json' }])('refuses to compile %j', (schema) => {
    expect(() => compileValidator(schema)).toThrow(expect.objectContaining({ code: 'SCHEMA_INVALID' }));
  });

  it('looks at own members only, whatever their names', () => {
    const validate = compileValidator({ required: ['toString'], properties: { constructor: { type: 'string' } } });
    expect(validate({})).toEqual(["must have required property 'toString'"]);
    expect(validate(JSON.parse('{"toString":1,"constructor":2}'))).toEqual(['/constructor must be string']);
  });

  it('coerces if asked to', () => {
    const record = { n: '1' };
    createAjv({ coerceTypes: true }).validate({ properties: { n: { type: 'integer' } } }, record);
    expect(record).toEqual({ n: 1 });
  });
});

describe('judging schemas', () => {
  it.each<[unknown, string[]]>([
    [{ $schema: 'http://json-schema.org/draft-07/schema#', type: 'object' }, []],
    [{ $schema: 'http://json-schema.org/draft-07/schema', type: ['null', 'object'] }, []],
    [true, []],
    [
      { $schema: 'https://json-schema.org/draft/2020-12/schema', exclusiveMinimum: true },
      ['/exclusiveMinimum must be number'],
    ],
    [{ required: 'id' }, ['/required must be array']],
    [{ pattern: '(' }, ['must have patterns that are regular expressions']],
    [{ items: { patternProperties: { '[': {} } } }, ['/items must have patterns that are regular expressions']],
    [[], ['a schema is an object']],
    ['text', ['a schema is an object']],
  ])('%j: %j', (schema, problems) => {
    expect(checkIsSchema(schema)).toEqual(problems);
  });
});
