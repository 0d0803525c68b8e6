// Preloaded into the connector: somebody sets the clock of the machine while it runs.
const JUMP_MS = Number(process.env['CLOCK_JUMP_MS'] ?? '0');
const AFTER_MS = Number(process.env['CLOCK_JUMP_AFTER_MS'] ?? '0');

const real = Date.now;
const startedMs = performance.now();
Date.now = () => (performance.now() - startedMs < AFTER_MS ? real() : real() + JUMP_MS);
