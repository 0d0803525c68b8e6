import { formatCount } from '../../demo/figures.js';
import { say } from '../../demo/terminal.js';
import { GOALS, LEAST, verdict, verdictOfLeast } from '../goals.js';
import { printTable } from '../report.js';
import type { LoadCost } from './dap-run.js';
import type { BigCellsResult } from './measure-big-cells.js';
import type { DatabaseResult } from './measure-database.js';
import type { RewriterResult } from './measure-rewriter.js';

const one = (figure: number): string => figure.toFixed(1);
const seconds = (ms: number): string => (ms / 1000).toFixed(2);
const ratio = (figure: number): string => `${figure.toFixed(2)}x`;

/** Prints what loading a table and bringing it up to date cost, each beside its floor. */
export function printDatabase(result: DatabaseResult): void {
  printInit(result);
  printSync(result);
  printOfficial(result);
}

function printInit({ database, floorProgram, rows, init, load }: DatabaseResult): void {
  const least = LEAST.loadToFloor[database];
  const most = GOALS.databaseMib[database];
  printTable(
    `${database}: "dap initdb" of ${formatCount(rows)} submissions against ${floorProgram}, medians; load ${one(load)}`,
    [
      '',
      'wall s',
      'client CPU s',
      'server CPU s',
      'by wall',
      'goal',
      '',
      'by busier',
      'by CPU',
      'rows/s',
      'MiB',
      'goal',
      '',
    ],
    [
      ['floor', ...costCells(init.floor), ...Array<string>(9).fill('')],
      [
        ...['dap', ...costCells(init.dap)],
        ...[ratio(init.wallRatio), ratio(least), verdictOfLeast(init.wallRatio, least)],
        ...[ratio(init.busierRatio), ratio(init.cpuRatio)],
        ...[formatCount(init.rowsPerS), one(init.peakMib), String(most), verdict(init.peakMib, most)],
      ],
    ],
  );
}

function printSync({ database, rows, sync }: DatabaseResult): void {
  const { dap, floor, changes } = sync;
  const ours = ['dap', ...costCells(dap), formatCount(sync.changesPerS), one(dap.peakBytes / 2 ** 20)];
  const byCpu = sync.cpuRatio === undefined ? '' : ratio(sync.cpuRatio);
  printTable(
    `${database}: "dap syncdb" of ${formatCount(changes)} changes on ${formatCount(rows)} rows, medians; load ${one(sync.load)}`,
    ['', 'wall s', 'client CPU s', 'server CPU s', 'changes/s', 'MiB', 'by CPU'],
    [...(floor === undefined ? [] : [['floor', ...costCells(floor), '', '', '']]), [...ours, byCpu]],
  );
}

function printOfficial({ database, init, official }: DatabaseResult): void {
  if (official === undefined) return;
  const times = init.rowsPerCpuS / official.rowsPerCpuS;
  printTable(
    `${database}: rows for each CPU second of the client`,
    ['official', 'MiB', 'dap', 'MiB', 'times', 'goal', ''],
    [
      [
        ...[formatCount(official.rowsPerCpuS), one(official.peakMib)],
        ...[formatCount(init.rowsPerCpuS), one(init.peakMib)],
        ...[`${one(times)}x`, `${LEAST.toOfficial}x`, verdictOfLeast(times, LEAST.toOfficial)],
      ],
    ],
  );
}

/** Wall time and CPU as the cells of a table. */
export function costCells({ wallMs, cpuMs, serverCpuMs }: LoadCost): readonly string[] {
  return [seconds(wallMs), seconds(cpuMs), seconds(serverCpuMs)];
}

/** Prints the memory that big cells take. */
export function printBigCells({ database, rows, cellMib, peakMib, failure }: BigCellsResult): void {
  const most = GOALS.databaseMib[database];
  printTable(
    `${database}: memory of "dap initdb" for ${rows} rows with a text of ${cellMib} MiB`,
    ['MiB', 'goal', ''],
    [peakMib === undefined ? ['failed', String(most), 'missed'] : [one(peakMib), String(most), verdict(peakMib, most)]],
  );
  if (failure !== undefined) say(failure);
}

/** Prints what the rewriter costs by itself. */
export function printRewriter(results: readonly RewriterResult[]): void {
  printTable(
    'Rewriter: CPU µs a row, the first 20,000 rows of a process and from then on',
    ['table', 'database', 'bytes', 'cold', 'warm'],
    results.map(({ table, database, bytesOfRow, coldUs, warmUs }) => [
      ...[table, database, formatCount(bytesOfRow), one(coldUs), one(warmUs)],
    ]),
  );
}
