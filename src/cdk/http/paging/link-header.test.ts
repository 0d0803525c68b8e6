import { expect, test } from 'vitest';
import { linkTarget } from './link-header.js';

test.each([
  ['<https://h/?page=2>; rel="next"', 'https://h/?page=2'],
  ['<https://h/?page=2>;rel=next', 'https://h/?page=2'],
  ['<a>; rel="prev", <b>; rel="next"', 'b'],
  ['<a>; rel=prev,<b>; rel=next', 'b'],
  ['<b>; title="one, two; rel=prev"; rel="next"', 'b'],
  ['<b>; title="say \\"hi\\", <x>"; REL="NEXT"', 'b'],
  ['<b>; rel="last next"; type=text', 'b'],
  ['<b?ids=1,2;3>; rel="next"', 'b?ids=1,2;3'],
  ['  <b> ; rel = "next" ', 'b'],
  ['<a>; rel="prev"; rel="next", <b>; rel="next"', 'b'],
  ['<a>; rel="next"; anchor="#part", <b>; rel="next"', 'b'],
  ['broken; rel="next", <b>; rel="next"', 'b'],
  ['<b>; crossorigin; rel="next"', 'b'],
  ['<>; rel="next"', ''],
  ['<a>; rel="nextpage"', undefined],
  ['<a>; rel="prev"', undefined],
  ['<a', undefined],
  ['', undefined],
])('%s', (header, target) => {
  expect(linkTarget(header, 'next')).toBe(target);
});
