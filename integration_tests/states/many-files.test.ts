import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ConnectorRun } from '../../src/testing/run-connector.js';
import { Lab, stateAfter } from '../support/lab.js';
import { keysOf } from '../support/rows.js';

const STREAM = 'canvas.roles';
const FILES = 1500;
const MEGABYTE = 1024 * 1024;

describe('a table of thousands of files', () => {
  let lab: Lab;
  let run: ConnectorRun;
  beforeAll(async () => {
    lab = await Lab.start({ tables: { [STREAM]: FILES }, objectRows: 1 });
    run = await lab.read();
  });
  afterAll(async () => await lab?.close());

  test('has states of constant size, and all of them together are small', () => {
    expect(run.exitCode).toBe(0);
    const states = run.lines.filter((line) => line.startsWith('{"type":"STATE"')).map((line) => line.length);
    expect(Math.max(...states)).toBeLessThan(1200);
    expect(states.reduce((sum, length) => sum + length, 0)).toBeLessThan(1.25 * MEGABYTE);
    expect(states.length).toBeGreaterThan(500);
  });

  test('loses nothing, and resumes in its midst', async () => {
    await lab.expectTruth(STREAM, run.messages);
    const middle = run.messages.findIndex(({ state }) => JSON.stringify(state ?? '').includes('"done":1400'));
    expect(middle).toBeGreaterThan(0);
    const kept = run.messages.slice(0, middle + 1);
    const resumed = await lab.read({ state: stateAfter({ messages: kept }) });
    const both = [...keysOf(kept, STREAM, ['id']), ...keysOf(resumed.messages, STREAM, ['id'])];
    expect([both.length, new Set(both).size]).toEqual([FILES, FILES]);
  });
});
