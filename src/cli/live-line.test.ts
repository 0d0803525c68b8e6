import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type Emulator, startEmulator } from '../emulator/index.js';
import { liveLine, showLiveLine } from './live-line.js';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ startAt: '2026-03-01T08:00:00Z' });
});
afterAll(() => emulator.close());

it('tells counts and the newest request, also one that a fault cut', async () => {
  expect(liveLine(emulator)).toMatch(/^08:00:\d\d {2}0 requests, 0 jobs, 0\.0 MB, 0 rows made {2}nothing asked yet$/);
  emulator.faults.set({ name: 'apiDrop' });
  await expect(fetch(`${emulator.baseUrl}/dap/query/canvas/table`)).rejects.toThrow('fetch failed');
  expect(liveLine(emulator)).toMatch(/1 requests, .* {2}GET \/dap\/query\/canvas\/table cut \(apiDrop\)$/);
  await fetch(`${emulator.baseUrl}/dap/query/canvas/table`);
  expect(liveLine(emulator)).toMatch(/2 requests, .* {2}GET \/dap\/query\/canvas\/table 401$/);
});

it('rewrites one line, never wider than the terminal, and clears it at the end', () => {
  const write = vi.fn();
  const end = showLiveLine(emulator, { columns: 20, write });
  end();
  const texts = write.mock.calls.map(([text]) => String(text));
  expect(texts[0]?.startsWith('\r\u001b[K')).toBe(true);
  expect(texts[0]?.slice(4)).toHaveLength(19);
  expect(texts.at(-1)).toBe('\r\u001b[K');
});
