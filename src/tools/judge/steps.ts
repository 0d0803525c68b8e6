import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Emulator } from '../../emulator/index.js';
import type { PlainClient } from '../../emulator/testing/plain-client.js';
import { stringifyJson } from '../../util/json.js';
import { TABLES } from './changes.js';
import { compareTable } from './compare-table.js';
import type { Database } from './database.js';
import type { PythonClient } from './python-client.js';
import type { Finished } from './run-program.js';

/** One line of the judge's table. */
export interface Verdict {
  readonly step: string;
  readonly table: string;
  readonly rows: number | undefined;
  /** Empty on success. */
  readonly problems: readonly string[];
}

/** What the steps share. */
export interface Trial {
  readonly emulator: Emulator;
  readonly official: PythonClient;
  readonly database: Database;
  readonly plain: PlainClient;
  readonly folder: string;
}

const NAMESPACES = ['canvas', 'canvas_logs', 'catalog', 'new_quizzes'] as const;
const FORMATS = ['jsonl', 'csv', 'tsv', 'parquet'] as const;
const TRIED = ['users', 'assignments'] as const;

/** The client lists what the emulator lists. */
export async function judgeLists({ official, plain }: Trial): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const namespace of NAMESPACES) {
    const run = await official.run('list', '--namespace', namespace);
    const { body } = await plain.call('GET', `/dap/query/${namespace}/table`);
    const names = run.stdout.split('\n').filter((line) => line !== '');
    const same = stringifyJson(names) === stringifyJson(body['tables']);
    const problems = [...refusal(run), ...(same ? [] : ['other tables than the emulator lists'])];
    verdicts.push({ step: 'list', table: namespace, rows: names.length, problems });
  }
  return verdicts;
}

/** The client can read the schema of every table of a namespace. */
export async function judgeSchemas({ official, plain, folder }: Trial, namespace: string): Promise<Verdict> {
  const output = join(folder, `schemas-${namespace}`);
  const run = await official.run('schema', '--namespace', namespace, '--table', 'all', '--output-directory', output);
  const problems = refusal(run);
  const files = run.exitCode === 0 ? filesBelow(output) : [];
  for (const file of files) {
    const table = /([^/]+)_schema_version_\d+\.json$/.exec(file)?.[1] ?? '';
    const { body } = await plain.call('GET', `/dap/query/${namespace}/table/${table}/schema`);
    const written = JSON.parse(readFileSync(file, 'utf8')) as unknown;
    if (JSON.stringify(written) !== JSON.stringify(body)) problems.push(`${table}: another schema was written`);
  }
  return { step: 'schema', table: `${namespace}.*`, rows: files.length, problems };
}

/** The client saves exactly the bytes that the emulator serves, in each format. */
export async function judgeFormats(trial: Trial, kind: 'snapshot' | 'incremental'): Promise<readonly Verdict[]> {
  const { official, plain, folder } = trial;
  const verdicts: Verdict[] = [];
  for (const table of TRIED) {
    const query = kind === 'snapshot' ? {} : { since: await startOf(plain, table) };
    for (const format of FORMATS) {
      const ask = async () => await plain.finish(await plain.query(`canvas.${table}`, { ...query, format }));
      // Asked for beforehand, a job is complete at once; the first one the client has to wait for.
      if (table !== TRIED[0] || format !== FORMATS[0]) await ask();
      const output = join(folder, `${kind}-${format}-${table}`);
      const since = 'since' in query ? ['--since', query.since] : [];
      const target = ['--namespace', 'canvas', '--table', table, '--format', format, '--output-directory', output];
      const run = await official.run(kind, ...target, ...since);
      const problems = [...refusal(run), ...(run.exitCode === 0 ? await fileProblems(plain, await ask(), output) : [])];
      verdicts.push({ step: `${kind} ${format}`, table: `canvas.${table}`, rows: undefined, problems });
    }
  }
  return verdicts;
}

async function startOf(plain: PlainClient, table: string): Promise<string> {
  const job = await plain.finish(await plain.query(`canvas.${table}`, { format: 'tsv', mode: 'condensed' }));
  return String(job['at']);
}

async function fileProblems(
  plain: PlainClient,
  job: Parameters<PlainClient['urls']>[0],
  output: string,
): Promise<readonly string[]> {
  const urls = await plain.urls(job);
  const saved = filesBelow(output);
  if (saved.length !== urls.length) return [`${saved.length} files were saved of ${urls.length}`];
  const problems = [];
  for (const [at, url] of [...urls].sort().entries()) {
    const served = Buffer.from(await (await fetch(url)).arrayBuffer());
    if (!served.equals(readFileSync(saved[at] ?? ''))) problems.push(`file ${at} is not the one that is served`);
  }
  return problems;
}

/** Brings the database up to date and compares every table of a namespace. */
export async function judgeReplica(
  trial: Trial,
  command: 'initdb' | 'syncdb',
  step: string,
): Promise<readonly Verdict[]> {
  const { official, emulator, plain, database } = trial;
  const verdicts: Verdict[] = [];
  for (const namespace of NAMESPACES) {
    const names = Object.keys(TABLES).filter((name) => name.startsWith(`${namespace}.`));
    const tables = names.map((name) => name.split('.')[1]).join(',');
    const run = await official.run(command, '--namespace', namespace, '--table', tables);
    const refused = refusal(run);
    for (const name of names) {
      if (refused.length > 0) verdicts.push({ step, table: name, rows: undefined, problems: refused });
      else {
        const { rows, differences } = await compareTable(emulator, plain, database, name);
        verdicts.push({ step, table: name, rows, problems: differences });
      }
    }
  }
  return verdicts;
}

function refusal({ exitCode, stderr }: Finished): string[] {
  if (exitCode === 0) return [];
  const errors = stderr.split('\n').filter((line) => /error|exception/i.test(line) && !line.startsWith('COMMENT'));
  return [`the client ended with ${exitCode ?? 'a signal'}`, ...errors.slice(-6).map((line) => line.slice(0, 500))];
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
