import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { errorText } from '../../errors.js';
import { VERSION } from '../../version.js';
import { complain, endWithReader, paint, say } from '../demo/terminal.js';
import { type BenchOptions, parseBenchOptions, USAGE } from './bench-options.js';
import { DATABASES } from './databases/bench-database.js';
import { benchDatabase } from './databases/bench-one-database.js';
import { measureRewriter } from './databases/measure-rewriter.js';
import { printRewriter } from './databases/print-databases.js';
import { type DownloadResult, measureDownload, missingPrograms } from './download.js';
import { GOALS, LEAST } from './goals.js';
import { describeMachine } from './machine.js';
import { measureMemory } from './memory.js';
import { printDownload, printMemory, printStartUp, printThroughput } from './report.js';
import { measureRows } from './rows/measure-rows.js';
import { printRows } from './rows/print-rows.js';
import { measureStartUp } from './start-up.js';
import { measureThroughput, PRESENCES, type ThroughputResult } from './throughput.js';
import { measureTransform } from './transform/measure-transform.js';
import { printTransform } from './transform/print-transform.js';

const BENCH_FOLDER = fileURLToPath(new URL('../../../.bench/', import.meta.url));
/** The same rows at every bench, so that files made once serve again. */
const SERVER = { dataDir: join(BENCH_FOLDER, 'data'), startAt: '2026-11-01T00:00:00Z' };
const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

endWithReader();
process.exitCode = await main();

async function main(): Promise<number> {
  const options = readOptions();
  if (options === undefined) return EXIT_USAGE;
  if (options.help) {
    say(USAGE);
    return 0;
  }
  if (process.platform !== 'linux') {
    complain('The bench needs Linux: it takes CPU and memory of the connector from /proc.');
    return EXIT_FAILED;
  }
  // Ended by a signal, the listeners for "exit" still stop the measured child and remove what is temporary.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(EXIT_FAILED));
  try {
    await runBench(options);
    return 0;
  } catch (error) {
    complain(`The bench failed: ${errorText(error)}`);
    return EXIT_FAILED;
  }
}

function readOptions(): BenchOptions | undefined {
  try {
    return parseBenchOptions(process.argv.slice(2), process.env);
  } catch (error) {
    complain(`${errorText(error)}\n\n${USAGE}`);
    return undefined;
  }
}

/** Measures part by part, prints each when it is known, and keeps all figures in one file. */
async function runBench(options: BenchOptions): Promise<void> {
  const machine = describeMachine();
  const date = new Date().toISOString();
  say(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`);
  await mkdir(SERVER.dataDir, { recursive: true });
  const figures: Record<string, unknown> = {};
  if (options.parts.includes('start-up')) {
    const result = await measureStartUp(progress);
    figures['startUp'] = result;
    printStartUp(result);
  }
  if (options.parts.includes('transform')) {
    const results = await measureTransform(progress);
    figures['transform'] = results;
    printTransform(results);
  }
  if (options.parts.includes('rows')) {
    const results = await measureRows(options, BENCH_FOLDER, progress);
    figures['rows'] = results;
    printRows(results);
  }
  if (options.parts.includes('throughput')) {
    const results: ThroughputResult[] = [];
    for (const presence of PRESENCES) results.push(await measureThroughput(presence, options, SERVER, progress));
    figures['throughput'] = results;
    printThroughput(results);
  }
  if (options.parts.includes('memory')) {
    const results = await measureMemory(options, SERVER, progress);
    figures['memory'] = results;
    printMemory(results);
  }
  if (options.parts.includes('download')) figures['download'] = await benchDownload(options);
  if (options.parts.includes('rewriter')) {
    const results = await measureRewriter(SERVER, progress);
    figures['rewriter'] = results;
    printRewriter(results);
  }
  for (const name of DATABASES) {
    if (options.parts.includes(name)) figures[name] = await benchDatabase(name, options, SERVER, progress);
  }
  const file = resolve(options.json ?? join(BENCH_FOLDER, `${date.replaceAll(':', '-')}.json`));
  await mkdir(dirname(file), { recursive: true });
  await writeFile(
    file,
    `${JSON.stringify({ date, version: VERSION, machine, goals: GOALS, least: LEAST, figures }, null, 2)}\n`,
  );
  say(`\nFigures kept in ${file}`);
}

/** Measures downloads. Without the programs to compare with they are left out, though not in CI. */
async function benchDownload(options: BenchOptions): Promise<DownloadResult | undefined> {
  const missing = missingPrograms();
  if (missing.length === 0) {
    const result = await measureDownload(options, SERVER, progress);
    printDownload(result);
    return result;
  }
  const text = `The part download needs ${missing.join(' and ')}.`;
  if (process.env['CI'] !== undefined) throw new Error(text);
  say(`\nDownload: SKIPPED. ${text}`);
  return undefined;
}

function progress(text: string): void {
  if (process.stderr.isTTY === true) complain(paint('dim', `… ${text}`));
}
