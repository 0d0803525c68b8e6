import { expect, test } from 'vitest';
import { holdsHalf } from './find-half.js';

/** What the engine says of the text behind the JSON. */
const isBroken = (json: string) => !(JSON.parse(json) as string).isWellFormed();

test.each([
  String.raw`"\ud83d\ude00"`,
  String.raw`"\uD83D\uDE00"`,
  String.raw`"\ud83d"`,
  String.raw`"\ude00\ud83d"`,
  String.raw`"\\ud83d"`,
  String.raw`"\\ud83d\ude00"`,
  String.raw`"x\\\ud83d\ude00"`,
  String.raw`"\u00e9 \ud83d\ude00 \ud83dx"`,
])('half a character in %s is found, and nothing else', (json) => {
  expect(holdsHalf(Buffer.from(json))).toBe(isBroken(json));
});
