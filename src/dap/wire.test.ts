import { describe, expect, test } from 'vitest';
import { parseJson } from '../util/json.js';
import { versionedSchemaSchema } from './wire.js';

describe('the answer of the schema endpoint', () => {
  test('has its document as text, in the order of the server and with every digit', () => {
    const document =
      '{"type":"object","properties":{"z":{"maximum":9223372036854775807},"a":{"default":"\\u00e9\\""}}}';
    const answer = versionedSchemaSchema.parse(parseJson(`{"version":3,"schema":${document}}`));
    expect(answer.version).toBe(3);
    expect(answer.text).toBe(`{
  "type": "object",
  "properties": {
    "z": {
      "maximum": 9223372036854775807
    },
    "a": {
      "default": "é\\""
    }
  }
}`);
    expect(parseJson(answer.text)).toEqual(answer.schema);
  });

  test('keeps a column of any name', () => {
    const answer = versionedSchemaSchema.parse(
      parseJson('{"version":1,"schema":{"properties":{"__proto__":{"type":"string"}}}}'),
    );
    expect(answer.text).toContain('"__proto__"');
    expect(Object.keys(answer.schema['properties'] ?? {})).toEqual(['__proto__']);
  });

  test.each(['{"version":1}', '{"version":1,"schema":[]}', '{"version":1.5,"schema":{}}'])('is refused: %s', (text) => {
    expect(versionedSchemaSchema.safeParse(parseJson(text)).success).toBe(false);
  });

  test('is refused when it nests too deep to be written', () => {
    const deep = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`;
    expect(versionedSchemaSchema.safeParse({ version: 1, schema: JSON.parse(deep) })).toMatchObject({
      success: false,
      error: { issues: [{ message: 'nests too deep' }] },
    });
  });
});
