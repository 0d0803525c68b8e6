// Preloaded into the connector (`node --import`): its time runs `SPEED` times faster, so that waits which are
// right against the real service (quota windows, pauses before retries, idle timeouts) take no minutes here.
import { createRequire, syncBuiltinESMExports } from 'node:module';

const SPEED = Number(process.env['FAST_TIME_SPEED'] ?? '20');
const require = createRequire(import.meta.url);

const realNow = Date.now;
const startedMs = realNow();
const firstMs = Number(process.env['FAST_TIME_START_MS'] ?? startedMs);
Date.now = () => Math.round(firstMs + (realNow() - startedMs) * SPEED);

const realMonotonic = performance.now.bind(performance);
performance.now = () => realMonotonic() * SPEED;

const shorten = (ms) => (typeof ms === 'number' ? ms / SPEED : ms);

const { setTimeout: realTimeout, setInterval: realInterval } = globalThis;
globalThis.setTimeout = (work, ms, ...rest) => realTimeout(work, shorten(ms), ...rest);
globalThis.setInterval = (work, ms, ...rest) => realInterval(work, shorten(ms), ...rest);

const promises = require('node:timers/promises');
const realDelay = promises.setTimeout;
promises.setTimeout = (ms, ...rest) => realDelay(shorten(ms), ...rest);
syncBuiltinESMExports();
