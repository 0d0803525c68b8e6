import fc from 'fast-check';
import { expect, test } from 'vitest';
import { schemaText } from './schema-text.js';

test('keys are sorted, short lists of scalars stand on a line, and digits stay', () => {
  expect(
    schemaText({ type: ['null', 'object'], b: 9007199254740993n, a: {}, key: [['x'], []], items: [{ c: 1 }] }),
  ).toBe(`{
  "a": {},
  "b": 9007199254740993,
  "items": [
    {
      "c": 1
    }
  ],
  "key": [["x"], []],
  "type": ["null", "object"]
}
`);
});

test('what is written is read back the same', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      expect(JSON.parse(schemaText(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
