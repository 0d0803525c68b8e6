import { formatCount } from '../../demo/figures.js';
import { GOALS, verdict } from '../goals.js';
import { printTable } from '../report.js';
import type { RowsResult } from './measure-rows.js';

const one = (figure: number): string => figure.toFixed(1);
const perSecond = (mb: number, ms: number): string => formatCount((mb / ms) * 1000);

/** Prints what rows of each kind cost, against `zcat`, DuckDB and plain rows. */
export function printRows(results: readonly RowsResult[]): void {
  const plain = results.find(({ kind }) => kind === 'plain');
  printTable(
    'Rows of 46 columns: CPU of "read" against zcat and DuckDB (read_json, typed columns, out as JSON), medians',
    [
      'rows',
      'raw:gz',
      'zcat µs',
      'read µs',
      'DuckDB µs',
      'MB per CPU s',
      'DuckDB',
      'by zcat',
      'goal',
      '',
      'DuckDB',
      'by plain',
      'goal',
      '',
      'MiB',
    ],
    results.map((result) => {
      const { kind, rows, rawMb, zcatCpuMs, readCpuMs, duckDbCpuMs, readToZcat, duckDbToZcat } = result;
      const micros = (ms: number): string => one((ms * 1000) / rows);
      const toPlain = readToZcat / (plain?.readToZcat ?? readToZcat);
      const goal = kind === 'plain' ? GOALS.cpuToZcat : Math.min(duckDbToZcat, GOALS.oddToPlain * GOALS.cpuToZcat);
      return [
        ...[kind, `${one(result.compression)}:1`, micros(zcatCpuMs), micros(readCpuMs), micros(duckDbCpuMs)],
        ...[perSecond(rawMb, readCpuMs), perSecond(rawMb, duckDbCpuMs)],
        ...[`${one(readToZcat)}x`, `${one(goal)}x`, verdict(readToZcat, goal), `${one(duckDbToZcat)}x`],
        ...[`${one(toPlain)}x`, `${GOALS.oddToPlain}x`, verdict(toPlain, GOALS.oddToPlain), one(result.peakMib)],
      ];
    }),
  );
}
