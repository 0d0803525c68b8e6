import { CANVAS, type CliCase, INTO, SCRIPT, type Warm } from '../case.js';

const FORMATS = ['jsonl', 'csv', 'tsv', 'parquet'] as const;
const SNAPSHOT = [...SCRIPT, 'snapshot', ...CANVAS] as const;
const INCREMENTAL = [...SCRIPT, 'incremental', ...CANVAS, '--table', 'groups', ...INTO] as const;

/** Asks for a snapshot of a table beforehand. */
export function warm(table: string, format: string = 'jsonl'): Warm {
  return { table: `canvas.${table}`, query: { format } };
}

function warmSince(since: string, more: Readonly<Record<string, string>> = {}): readonly Warm[] {
  return [{ table: 'canvas.groups', query: { format: 'jsonl', since, ...more } }];
}

/** `dap snapshot` against a server without faults. */
export const SNAPSHOT_CASES: readonly CliCase[] = [
  { name: 'snapshot of a job that is not complete', args: [...SNAPSHOT, '--table', 'accounts', ...INTO] },
  { name: 'snapshot in the usual format', args: [...SNAPSHOT, '--table', 'users', ...INTO], warm: [warm('users')] },
  ...FORMATS.map((format) => ({
    name: `snapshot in ${format}`,
    args: [...SNAPSHOT, '--table', 'users', '--format', format, ...INTO],
    warm: [warm('users', format)],
  })),
  ...FORMATS.map((format) => ({
    name: `snapshot of files of three members in ${format}`,
    args: [...SNAPSHOT, '--table', 'users', '--format', format, ...INTO],
    warm: [warm('users', format)],
    server: 'members' as const,
  })),
  {
    name: 'snapshot of a list',
    args: [...SNAPSHOT, '--table', 'groups,users', ...INTO],
    warm: [warm('groups'), warm('users')],
  },
  {
    name: 'snapshot of all tables',
    args: [...SCRIPT, 'snapshot', '--namespace', 'canvas_logs', '--table', 'all', ...INTO],
    warm: [{ table: 'canvas_logs.web_logs', query: { format: 'jsonl' } }],
  },
  { name: 'snapshot into the usual folder', args: [...SNAPSHOT, '--table', 'users'], warm: [warm('users')] },
  {
    name: 'snapshot without --non-interactive',
    args: ['snapshot', ...CANVAS, '--table', 'users', ...INTO],
    warm: [warm('users')],
    compares: ['exit', 'file'],
  },
  { name: 'snapshot in a wrong format', args: [...SNAPSHOT, '--table', 'users', '--format', 'xml', ...INTO] },
  { name: 'snapshot in a format in capitals', args: [...SNAPSHOT, '--table', 'users', '--format', 'JSONL', ...INTO] },
  { name: 'snapshot without a table', args: [...SNAPSHOT, ...INTO] },
  { name: 'snapshot of a wrong table', args: [...SNAPSHOT, '--table', 'nothing', ...INTO] },
  {
    name: 'snapshot of a wrong table among two',
    args: [...SNAPSHOT, '--table', 'nothing,users', ...INTO],
    warm: [warm('users')],
  },
  {
    name: 'snapshot of a wrong namespace',
    args: [...SCRIPT, 'snapshot', '--namespace', 'nowhere', '--table', 'users', ...INTO],
  },
  {
    name: 'snapshot of all tables of a wrong namespace',
    args: [...SCRIPT, 'snapshot', '--namespace', 'nowhere', '--table', 'all', ...INTO],
  },
  {
    name: 'snapshot with a wrong secret',
    args: [...SNAPSHOT, '--table', 'users', ...INTO],
    env: { DAP_CLIENT_SECRET: 'wrong' },
  },
];

/** `dap incremental` against a server without faults. */
export const INCREMENTAL_CASES: readonly CliCase[] = [
  ...FORMATS.map((format) => ({
    name: `incremental in ${format}`,
    args: [...INCREMENTAL, '--since', '{before}', '--format', format],
    warm: [{ table: 'canvas.groups', query: { format, since: '{before}' } }],
  })),
  {
    name: 'incremental with an end',
    args: [...INCREMENTAL, '--since', '{before}', '--until', '{commit}'],
    warm: warmSince('{before}', { until: '{commit}' }),
  },
  {
    name: 'incremental without changes',
    args: [...INCREMENTAL, '--since', '{commit}'],
    warm: warmSince('{commit}'),
  },
  {
    name: 'incremental since a time of another zone',
    args: [...INCREMENTAL, '--since', '{before+02:00}'],
    warm: warmSince('{before}'),
  },
  {
    name: 'incremental since a time without a zone',
    args: [...INCREMENTAL, '--since', '{before-zone}'],
    env: { TZ: 'Etc/GMT+5' },
    warm: warmSince('{before-05:00}'),
  },
  {
    name: 'incremental since a time with a blank',
    args: [...INCREMENTAL, '--since', '{before blank}'],
    warm: warmSince('{before}'),
  },
  {
    name: 'incremental since a day',
    args: [...INCREMENTAL, '--since', '{day}'],
    env: { TZ: 'UTC' },
    warm: warmSince('{day}T00:00:00Z'),
  },
  { name: 'incremental without --since', args: INCREMENTAL },
  { name: 'incremental since nonsense', args: [...INCREMENTAL, '--since', 'nonsense'] },
  { name: 'incremental until nonsense', args: [...INCREMENTAL, '--since', '{before}', '--until', 'nonsense'] },
  { name: 'incremental since a future time', args: [...INCREMENTAL, '--since', '2099-01-01T00:00:00Z'] },
  { name: 'incremental since before what is kept', args: [...INCREMENTAL, '--since', '2016-01-01T00:00:00Z'] },
  {
    name: 'incremental since before a reload',
    args: [...SCRIPT, 'incremental', ...CANVAS, '--table', 'roles', ...INTO, '--since', '{before}'],
  },
  {
    name: 'incremental of a wrong table',
    args: [...SCRIPT, 'incremental', ...CANVAS, '--table', 'nothing', ...INTO, '--since', '{before}'],
  },
];
