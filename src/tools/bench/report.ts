import { formatTable } from '../../shell/text-table.js';
import { formatCount } from '../demo/figures.js';
import { paint, say } from '../demo/terminal.js';
import type { DownloadResult } from './download.js';
import { GOALS, verdict } from './goals.js';
import type { MemoryResult } from './memory.js';
import type { StartUpResult } from './start-up.js';
import type { ThroughputResult } from './throughput.js';

/** More than one decimal would be noise. */
const one = (figure: number): string => figure.toFixed(1);
const seconds = (ms: number): string => (ms / 1000).toFixed(2);

/** Prints start-up figures. */
export function printStartUp(result: StartUpResult): void {
  printTable(
    'Start-up: CPU of "source-dap spec" against "node -e 0", median of 20 pairs',
    ['node -e 0 ms', 'spec ms', 'ratio', 'goal', ''],
    [
      [
        one(result.nodeCpuMs),
        one(result.specCpuMs),
        `${one(result.ratio)}x`,
        `${GOALS.specToNode}x`,
        verdict(result.ratio, GOALS.specToNode),
      ],
    ],
  );
}

/** Prints throughput figures. */
export function printThroughput(results: readonly ThroughputResult[]): void {
  printTable(
    'Throughput: "read" of canvas.submissions against zcat of the same files, medians',
    [
      'columns',
      'rows',
      'raw MB',
      'zcat CPU s',
      'read CPU s',
      'µs/record',
      'records/s',
      'ratio',
      'goal',
      '',
      'peak MiB',
      'goal',
      '',
    ],
    results.map((result) => [
      result.presence,
      formatCount(result.rows),
      formatCount(result.rawMb),
      seconds(result.zcatCpuMs),
      seconds(result.readCpuMs),
      one((result.readCpuMs * 1000) / result.rows),
      formatCount(result.recordsPerS),
      `${one(result.cpuRatio)}x`,
      `${GOALS.cpuToZcat}x`,
      verdict(result.cpuRatio, GOALS.cpuToZcat),
      one(result.peakMib),
      String(GOALS.residentMib),
      verdict(result.peakMib, GOALS.residentMib),
    ]),
  );
}

/** Prints memory figures. */
export function printMemory(results: readonly MemoryResult[]): void {
  printTable(
    'Memory: four tables at a time into a pipe',
    ['reader', 'rows', 'raw MB', 'output MB', 'zcat CPU s', 'read CPU s', 'wall s', 'peak MiB', 'goal', ''],
    results.map((result) => [
      result.reader,
      formatCount(result.rows),
      formatCount(result.rawMb),
      formatCount(result.outputMb),
      seconds(result.zcatCpuMs),
      seconds(result.cpuMs),
      seconds(result.wallMs),
      one(result.peakMib),
      String(GOALS.residentMib),
      verdict(result.peakMib, GOALS.residentMib),
    ]),
  );
}

/** Prints download figures. */
export function printDownload(result: DownloadResult): void {
  printTable(
    'Download: "dap snapshot" of four tables against curl and "gzip -t" of the same files',
    ['files', 'stored MB', 'curl CPU s', 'gzip CPU s', 'dap CPU s', 'ratio', 'goal', '', 'MiB above node', 'goal', ''],
    [
      [
        formatCount(result.files),
        formatCount(result.storedMb),
        seconds(result.curlCpuMs),
        seconds(result.gzipCpuMs),
        seconds(result.dapCpuMs),
        `${result.cpuRatio.toFixed(2)}x`,
        `${GOALS.downloadToCurl}x`,
        verdict(result.cpuRatio, GOALS.downloadToCurl),
        one(result.aboveNodeMib),
        String(GOALS.downloadMib),
        verdict(result.aboveNodeMib, GOALS.downloadMib),
      ],
    ],
  );
}

/** Prints a table below its title; `hit` and `missed` are painted. */
export function printTable(title: string, titles: readonly string[], rows: readonly (readonly string[])[]): void {
  say();
  say(paint('bold', title));
  const columns = titles.map((name, at) => ({
    title: name,
    align: isWord(rows, at) ? ('left' as const) : ('right' as const),
  }));
  const look = (text: string): string =>
    text === 'hit' ? paint('green', text) : text === 'missed' ? paint('red', text) : text;
  for (const line of formatTable(columns, rows, { paint, cell: look })) say(line);
}

function isWord(rows: readonly (readonly string[])[], at: number): boolean {
  return rows.every((row) => !/\d/.test(row[at] ?? ''));
}
