import { describe, expect, it } from 'vitest';
import { pythonString } from './python-string.js';

describe('writing values as Python does', () => {
  it.each<{ value: unknown; expected: string }>([
    { value: { unexpected_object: 'value' }, expected: "{'unexpected_object': 'value'}" },
    { value: [1, 'a', null, true, 1.5, 2n ** 64n], expected: "[1, 'a', None, True, 1.5, 18446744073709551616]" },
    { value: { a: "it's" }, expected: `{'a': "it's"}` },
    { value: [`both ' and "`], expected: `['both \\' and "']` },
    { value: ['\\ \t\r\n\u0000\u007f'], expected: "['\\\\ \\t\\r\\n\\x00\\x7f']" },
    { value: ['é\u00a0\u200b\ud800'], expected: "['é\\xa0\\u200b\\ud800']" },
    { value: ['\u{1f600}\u{e0001}'], expected: "['\u{1f600}\\U000e0001']" },
    { value: 1e16, expected: '1e+16' },
    { value: 1e-5, expected: '1e-05' },
    { value: 1.5e-7, expected: '1.5e-07' },
    { value: -2.5e-10, expected: '-2.5e-10' },
    { value: 0.0001, expected: '0.0001' },
    { value: 1.7976931348623157e308, expected: '1.7976931348623157e+308' },
    { value: 123456789.125, expected: '123456789.125' },
    { value: 'as it is', expected: 'as it is' },
    { value: new Date(0), expected: '1970-01-01T00:00:00.000Z' },
    { value: { at: new Date(0) }, expected: "{'at': '1970-01-01T00:00:00.000Z'}" },
    { value: { toJSON: 'data' }, expected: "{'toJSON': 'data'}" },
    { value: false, expected: 'False' },
  ])('writes $expected', ({ value, expected }) => {
    expect(pythonString(value)).toBe(expected);
  });

  it('refuses to go deeper than 500 levels instead of running out of stack', () => {
    const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    expect(() => pythonString(deep)).toThrow(RangeError);
  });
});
