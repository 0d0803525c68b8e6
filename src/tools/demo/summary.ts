import { descriptorText } from '../../protocol/descriptor.js';
import { formatTable, type TextColumn } from '../../shell/text-table.js';
import { stringifyJson } from '../../util/json.js';
import { formatCount, formatMb, formatMib, formatSeconds } from './figures.js';
import type { CommandRun } from './platform.js';
import { asCommand, QUERIES } from './queries.js';
import type { StreamOutput } from './read-output.js';
import { complain, paint, say } from './terminal.js';
import type { Verification } from './verify-table.js';

/** What the demo learnt of one stream. */
export interface StreamSummary {
  readonly first: StreamOutput;
  readonly second: StreamOutput;
  readonly verification: Verification;
}

/** All that the summary shows. */
export interface DemoSummary {
  readonly streams: readonly StreamSummary[];
  /** Tables of the database that `dap` keeps. */
  readonly replicated: readonly Verification[];
  readonly runs: readonly CommandRun[];
  readonly lines: number;
  readonly wallMs: number;
}

const COLUMNS: readonly TextColumn[] = [
  { title: 'stream' },
  { title: 'read 1', align: 'right' },
  { title: 'read 2', align: 'right' },
  { title: 'deletes', align: 'right' },
  { title: 'states', align: 'right' },
  { title: 'MB', align: 'right' },
  { title: 'MB/s', align: 'right' },
  { title: 'rows in DuckDB', align: 'right' },
  { title: 'verified' },
];
const VERIFIED = COLUMNS.length - 1;
const EQUAL = 'equal to the server';

/** Prints the tables of the demo and what to try next. */
export function printSummary(summary: DemoSummary): void {
  const { streams, replicated, runs, lines } = summary;
  say();
  const rows = [...streams.map(rowOf), totalRow(streams)];
  const look = (text: string, column: number): string =>
    column === VERIFIED ? paint(text === EQUAL ? 'green' : 'red', text) : text;
  for (const line of formatTable(COLUMNS, rows, { paint, cell: look })) say(`  ${line}`);
  say();
  say(paint('bold', '  State handed back for the second read, and the last one'));
  for (const { first, second } of streams) {
    say(`  ${descriptorText(first.descriptor)}: ${stateText(first)} ${paint('dim', '→')} ${stateText(second)}`);
  }
  say();
  say(`  ${paint('bold', 'Commands')}  ${runs.map(runText).join(paint('dim', ' · '))}`);
  const verifications = [...streams.map(({ verification }) => verification), ...replicated];
  const values = verifications.reduce((sum, verification) => sum + verification.values, 0);
  say(
    `  ${paint('bold', 'Checked')}   ${formatCount(lines)} lines against the protocol, ${formatCount(values)} values against the server`,
  );
  say(`  ${paint('bold', 'Time')}      ${formatSeconds(summary.wallMs)} in all`);
}

/** Prints further queries, and what each finds. */
export function printQueries(answers: readonly (readonly string[])[]): void {
  say();
  say('  What dap initdb and dap syncdb have written is in demo/canvas.duckdb. Ask it something:');
  for (const [at, query] of QUERIES.entries()) {
    say();
    say(`  ${paint('dim', `# ${query.question}`)}`);
    say(`  ${paint('cyan', asCommand(query))}`);
    for (const line of answers[at] ?? []) say(`    ${line}`);
  }
  say();
}

/** Prints what is wrong, one line each. */
export function printFailures(failures: readonly string[]): void {
  complain(`\n  ${paint('red', `Something differs (${failures.length}):`)}`);
  for (const failure of failures) complain(`  - ${failure}`);
}

function rowOf({ first, second, verification }: StreamSummary): string[] {
  const verdict = verification.differences.length === 0 ? EQUAL : 'DIFFERS';
  return [
    descriptorText(first.descriptor),
    formatCount(first.records),
    formatCount(second.records),
    formatCount(second.deletes),
    formatCount(first.states + second.states),
    formatMb(first.bytes + second.bytes),
    rateOf([first]),
    formatCount(verification.rows),
    verdict,
  ];
}

function totalRow(streams: readonly StreamSummary[]): string[] {
  const firsts = streams.map(({ first }) => first);
  const sum = (pick: (stream: StreamSummary) => number): number =>
    streams.reduce((total, stream) => total + pick(stream), 0);
  return [
    'in all',
    formatCount(sum(({ first }) => first.records)),
    formatCount(sum(({ second }) => second.records)),
    formatCount(sum(({ second }) => second.deletes)),
    formatCount(sum(({ first, second }) => first.states + second.states)),
    formatMb(sum(({ first, second }) => first.bytes + second.bytes)),
    rateOf(firsts),
    formatCount(sum(({ verification }) => verification.rows)),
    '',
  ];
}

/** Megabytes a second that the first read wrote, from its first record on. */
function rateOf(streams: readonly StreamOutput[]): string {
  const from = Math.min(...streams.map(({ runningAt }) => runningAt ?? Number.POSITIVE_INFINITY));
  const to = Math.max(...streams.map(({ completeAt }) => completeAt ?? 0));
  const bytes = streams.reduce((total, stream) => total + stream.bytes, 0);
  return to > from ? formatMb((bytes / (to - from)) * 1000) : '·';
}

function stateText(stream: StreamOutput): string {
  return stringifyJson(stream.lastState?.state.stream.stream_state ?? null);
}

function runText(run: CommandRun): string {
  const memory = run.peakBytes === undefined ? '' : `, ${formatMib(run.peakBytes)}`;
  return `${run.command} ${formatSeconds(run.wallMs)}${memory}`;
}
