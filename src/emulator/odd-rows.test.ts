import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type JsonObject, parseJson } from '../util/json.js';
import type { Emulator } from './index.js';
import { startEmulator } from './index.js';
import { PlainClient } from './testing/plain-client.js';

let emulator: Emulator;
let client: PlainClient;

beforeAll(async () => {
  emulator = await startEmulator({ limits: false, jobDelayMs: 0 });
  client = new PlainClient(emulator);
  await client.login();
});
afterEach(() => emulator.faults.clear());
afterAll(() => emulator.close());

interface Line {
  readonly meta: { readonly ts: string; readonly action?: string };
  readonly key: JsonObject;
  readonly value?: JsonObject;
}

const parsed = (lines: readonly string[]): Line[] => lines.map((line) => parseJson(line) as unknown as Line);

describe('a bad action', () => {
  const commit = () => emulator.commit({ table: 'users', updates: 20, deletes: 10, inserts: 0 });

  it.each([
    ['d', 'd'],
    ['X', 'X'],
    ['none', undefined],
  ] as const)('stands in the rows of the next incremental job: %s', async (action, said) => {
    const at = emulator.commit({ table: 'users', updates: 0, deletes: 0, inserts: 0 }).at;
    commit();
    emulator.faults.set({ name: 'badAction', table: 'canvas.users', action, percent: 100 });
    const lines = parsed((await client.fetch('canvas.users', { since: at })).lines);
    expect(new Set(lines.map((line) => line.meta.action))).toEqual(new Set([said]));
    // The layout is still that of the true action.
    expect(lines.filter((line) => line.value === undefined)).toHaveLength(10);
    expect(emulator.faults.list()).toMatchObject([{ fired: 1, left: 0 }]);
  });

  it('strikes no snapshot, and only a share of the rows', async () => {
    const at = emulator.commit({ table: 'groups', updates: 0, deletes: 0, inserts: 0 }).at;
    emulator.commit({ table: 'groups', updates: 0, deletes: 0, inserts: 400 });
    emulator.faults.set({ name: 'badAction', action: 'X', percent: 50 });
    expect((await client.fetch('canvas.groups')).lines[0]).not.toContain('"action"');
    const { lines } = await client.fetch('canvas.groups', { since: at });
    const bad = lines.filter((line) => line.includes('"action":"X"'));
    expect(lines).toHaveLength(400);
    expect(bad.length).toBeGreaterThan(100);
    expect(bad.length).toBeLessThan(300);
  });

  it('is an empty cell, or another word, in delimited files', async () => {
    const at = emulator.commit({ table: 'users', updates: 0, deletes: 0, inserts: 0 }).at;
    commit();
    emulator.faults.set({ name: 'badAction', action: 'none', percent: 100 });
    const { lines } = await client.fetch('canvas.users', { since: at, format: 'tsv' });
    expect(lines[1]?.split('\t')[1]).toBe('\\N');
  });
});

describe('odd numbers', () => {
  const NUMBER = /"(?:score|grade)?[a-z_]*":(-?\d[\d.]*(?:[eE]-?\+?\d+)?)/g;
  const numbers = (line: string): readonly string[] => [...line.matchAll(NUMBER)].map((match) => match[1] ?? '');

  it('are the same values in another spelling, in the next job alone', async () => {
    emulator.faults.set({ name: 'oddNumbers', table: 'canvas.scores', percent: 100 });
    const odd = (await client.fetch('canvas.scores')).lines;
    const plain = (await client.fetch('canvas.scores', { mode: 'condensed' })).lines;
    expect(odd.map((line) => JSON.parse(line) as unknown)).toEqual(plain.map((line) => JSON.parse(line) as unknown));
    const spellings = odd.flatMap(numbers);
    for (const form of [/e[+-]\d\d$/, /\.\d*0$/, /E-?\d+$/])
      expect(spellings.some((text) => form.test(text))).toBe(true);
    expect(plain.flatMap(numbers).some((text) => /[eE]|\.\d*0$/.test(text))).toBe(false);
  });

  it('stand in delimited files too', async () => {
    emulator.faults.set({ name: 'oddNumbers', table: 'canvas.scores', percent: 100 });
    expect((await client.fetch('canvas.scores', { format: 'tsv' })).lines.join('\n')).toMatch(/\t\d[\d.]*e[+-]\d\d\t/);
  });

  it('leave Parquet as it is', async () => {
    emulator.faults.set({ name: 'oddNumbers', table: 'canvas.scores', percent: 100 });
    const job = await client.finish(await client.query('canvas.scores', { format: 'parquet' }));
    expect(job['status']).toBe('complete');
  });
});
