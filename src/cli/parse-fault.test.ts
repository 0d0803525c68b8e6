import { expect, it } from 'vitest';
import { parseFault } from './parse-fault.js';

it.each([
  ['api500', { name: 'api500' }],
  ['api500=3', { name: 'api500', times: 3 }],
  ['apiDrop=forever', { name: 'apiDrop', times: 'forever' }],
  [
    'objectCut=after:1000,times:2,table:canvas.users',
    { name: 'objectCut', after: 1000, times: 2, table: 'canvas.users' },
  ],
  ['jobFailed=times:forever,message:a:b', { name: 'jobFailed', times: 'forever', message: 'a:b' }],
])('reads %s', (text, expected) => {
  expect(parseFault(text)).toEqual(expected);
});

it.each(['api500=often', 'api500=times:x', 'objectCut=colour:red', 'api429=retryAfter:'])('refuses %s', (text) => {
  expect(parseFault(text)).toMatch(/is not a setting of a fault/);
});
