import { expect, it } from 'vitest';
import { databaseOf } from './bench-database.js';
import { medianCost } from './dap-run.js';
import { costCells } from './print-databases.js';
import { cpuMsOfStat } from './server-cpu.js';

const COST = { cpuMs: 1000, wallMs: 2000, peakBytes: 3, serverCpuMs: 10 };

it('takes user and system time of a process, whatever its name holds', () => {
  const fields = Array.from({ length: 40 }, (_, index) => index + 3);
  expect(cpuMsOfStat(`4711 (a) b c) ${fields.join(' ')}`)).toBe((14 + 15) * 10);
});

it('takes the median of each figure by itself', () => {
  const costs = [COST, { ...COST, cpuMs: 3000, serverCpuMs: 30 }, { ...COST, cpuMs: 2000, wallMs: 1000 }];
  expect(medianCost(costs)).toEqual({ cpuMs: 2000, wallMs: 2000, peakBytes: 3, serverCpuMs: 10 });
});

it('shows wall time and CPU in seconds', () => {
  expect(costCells(COST)).toEqual(['2.00', '1.00', '0.01']);
});

it('finds the database in a connection string', () => {
  expect(databaseOf({ url: 'postgresql://postgres@127.0.0.1:5432/dap_bench_1' })).toBe('dap_bench_1');
});
