import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readInteger, readNumber, readPlainInteger, readPlainNumber } from './python-number.js';

describe('reading numbers from text', () => {
  it('reads plain numbers exactly as the full reader does, or leaves them to it', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789.-+e_ '), maxLength: 18 });
    fc.assert(
      fc.property(fc.oneof(digits, fc.double().map(String), fc.integer().map(String)), (text) => {
        const number = readPlainNumber(text);
        if (number !== undefined) expect(number).toBe(readNumber(text, true));
        const integer = readPlainInteger(text);
        if (integer !== undefined) expect(integer).toBe(readInteger(text, true));
      }),
      { numRuns: 1500 },
    );
  });

  it.each([
    ['12.50', 12.5],
    ['-0.001', -0.001],
    ['-0', 0],
    ['5.', 5],
    ['.5', 0.5],
    ['123456789012345', 123456789012345],
    ['', undefined],
    ['-', undefined],
    ['.', undefined],
    ['-.', undefined],
    ['1.2.3', undefined],
    ['1e3', undefined],
    ['1234567890123456', undefined],
  ])('takes %j as the plain number %s', (text, expected) => {
    expect(readPlainNumber(text)).toBe(expected);
  });
});

describe('reading numbers by the rules of Python', () => {
  it.each([
    ['9007199254740993', 9007199254740993n],
    ['-9007199254740993', -9007199254740993n],
    ['+9007199254740993', 9007199254740993n],
    ['９００', 900],
    ['𝟙𝟚', 12],
    ['1__0', undefined],
    ['_1', undefined],
    ['0x10', undefined],
    ['\u001f12\u0085', 12],
    ['\ufeff12', undefined],
    ['9'.repeat(4301), undefined],
  ])('takes %j as the integer %s', (text, expected) => {
    expect(readInteger(text, false)).toBe(expected);
  });

  it.each([
    ['1e400', undefined],
    ['-inf', undefined],
    ['nan', undefined],
    ['9'.repeat(400), undefined],
    [`0.${'१'.repeat(1_000_000)}`, undefined],
    ['9007199254740993', 9007199254740993n],
    ['9007199254740993.5', 9007199254740994],
    ['1e1_0', 1e10],
    ['1._5', undefined],
    ['١٫٥', undefined],
  ])('takes %j as the number %s', (text, expected) => {
    expect(readNumber(text, false)).toBe(expected);
  });

  it.each(['1_000', '१२'])('refuses %j when strict', (text) => {
    expect(readInteger(text, true)).toBeUndefined();
    expect(readNumber(text, true)).toBeUndefined();
  });
});
