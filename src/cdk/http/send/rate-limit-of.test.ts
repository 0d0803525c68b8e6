import { expect, test } from 'vitest';
import { type RateLimit, rateLimitOf } from './rate-limit-of.js';

const NOW = Date.UTC(2026, 0, 1);

const read = (headers: Readonly<Record<string, string>>) => rateLimitOf({ header: (name) => headers[name] }, NOW);

test.each<[string, Record<string, string>, RateLimit | undefined]>([
  ['nothing', {}, undefined],
  [
    'seconds',
    { 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '7', 'x-ratelimit-reset': '30' },
    { limit: 100, remaining: 7, resetMs: 30_000 },
  ],
  ['fractions', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset-after': '1.5' }, { remaining: 0, resetMs: 1500 }],
  ['seconds since the epoch', { 'x-rate-limit-reset': String(NOW / 1000 + 60) }, { resetMs: 60_000 }],
  ['milliseconds since the epoch', { 'x-ratelimit-reset': String(NOW + 2500) }, { resetMs: 2500 }],
  [
    'the clock of the server',
    { 'x-ratelimit-reset': String(NOW / 1000), date: 'Wed, 31 Dec 2025 23:59:00 GMT' },
    { resetMs: 60_000 },
  ],
  ['an ISO date', { 'x-ratelimit-reset': '2026-01-01T00:00:10Z' }, { resetMs: 10_000 }],
  ['an HTTP date', { 'ratelimit-reset': 'Thu, 01 Jan 2026 00:00:20 GMT' }, { resetMs: 20_000 }],
  ['a moment that is over', { 'x-ratelimit-reset': String(NOW / 1000 - 60) }, { resetMs: 0 }],
  ['no usable value', { 'x-ratelimit-reset': 'soon', 'x-ratelimit-limit': '-1' }, undefined],
  [
    'a limit with its policies',
    { 'ratelimit-limit': '100, 100;w=60', 'ratelimit-remaining': '0', 'ratelimit-reset': '5' },
    { limit: 100, remaining: 0, resetMs: 5000 },
  ],
  [
    'the older RateLimit',
    { ratelimit: 'limit=100, remaining=50, reset=30', 'ratelimit-policy': '100;w=60' },
    { limit: 100, remaining: 50, resetMs: 30_000, windowMs: 60_000 },
  ],
  [
    'RateLimit',
    { ratelimit: '"default";r=50;t=30', 'ratelimit-policy': '"default";q=100;w=60' },
    { limit: 100, remaining: 50, resetMs: 30_000, windowMs: 60_000 },
  ],
  [
    'the nearest of several limits',
    { ratelimit: '"hour";r=900;t=3000, "second";r=0;t=1', 'ratelimit-policy': '"hour";q=1000;w=3600,"second";q=5;w=1' },
    { limit: 5, remaining: 0, resetMs: 1000, windowMs: 1000 },
  ],
  [
    'the longest wait of several that are used up',
    { ratelimit: '"hour";r=0;t=3000, "second";r=0;t=1' },
    { remaining: 0, resetMs: 3_000_000 },
  ],
])('reads %s', (_title, headers, expected) => {
  expect(read(headers)).toEqual(expected);
});
