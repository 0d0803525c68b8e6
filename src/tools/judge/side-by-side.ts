import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MANIFEST_NAME } from '../../dap/index.js';
import type { Emulator } from '../../emulator/index.js';
import { type Finished, runProgram } from './run-program.js';
import type { Verdict } from './steps.js';

/** Runs a command of a client. */
type Run = (...args: readonly string[]) => Promise<Finished>;

/** A command that both clients run: its words, and whether it writes files. */
interface Command {
  readonly words: readonly string[];
  readonly writes: boolean;
}

const PROGRAM = fileURLToPath(new URL('../../cli/dap.js', import.meta.url));

/** What our client writes beside the files of the official one; listed in docs/cli.md. */
const OURS_ALONE = [MANIFEST_NAME, /^\.dap-since\//] as const;

function commandsOn(since: string): readonly Command[] {
  const on = (table: string) => ['--namespace', 'canvas', '--table', table];
  const reading = (...words: readonly string[]) => ({ words, writes: false });
  const writing = (...words: readonly string[]) => ({ words, writes: true });
  return [
    reading('list', '--namespace', 'canvas'),
    reading('list', '--namespace', 'nowhere'),
    reading('fly'),
    reading('snapshot', '--namespace', 'canvas'),
    reading('incremental', ...on('roles'), '--since', 'yesterday'),
    reading('snapshot', ...on('roles'), '--format', 'xml'),
    writing('schema', ...on('users,assignments')),
    writing('schema', '--namespace', 'canvas_logs', '--table', 'all'),
    writing('snapshot', ...on('roles,nix,users')),
    ...['jsonl', 'csv', 'tsv', 'parquet'].flatMap((format) => [
      writing('snapshot', ...on('users'), '--format', format),
      writing('incremental', ...on('users'), '--format', format, '--since', since),
    ]),
  ];
}

/** Our command line, with the credentials of the emulator. */
export function ourClient({ baseUrl, clientId, clientSecret }: Emulator): Run {
  const credentials = { DAP_API_URL: baseUrl, DAP_CLIENT_ID: clientId, DAP_CLIENT_SECRET: clientSecret };
  return async (...args) =>
    await runProgram(process.execPath, [PROGRAM, '--non-interactive', ...args], { ...process.env, ...credentials });
}

/**
 * Gives the same commands to the official client and to ours: they must end with the same code, print the same results,
 * and write the same files.
 */
export async function judgeSideBySide(
  official: Run,
  ours: Run,
  folder: string,
  since: string,
): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const [at, { words, writes }] of commandsOn(since).entries()) {
    const outputs = ['official', 'ours'].map((name) => join(folder, `side-by-side-${at}-${name}`));
    const target = (output: string | undefined) =>
      writes && output !== undefined ? ['--output-directory', output] : [];
    const theirs = await official(...words, ...target(outputs[0]));
    const own = await ours(...words, ...target(outputs[1]));
    const problems = [...differences(theirs, own), ...fileDifferences(outputs[0] ?? '', outputs[1] ?? '')];
    verdicts.push({ step: 'side by side', table: words.join(' '), rows: undefined, problems });
  }
  return verdicts;
}

function differences(theirs: Finished, own: Finished): readonly string[] {
  const problems = [];
  if (theirs.exitCode !== own.exitCode)
    problems.push(`exit code ${theirs.exitCode}, ours ${own.exitCode}: ${own.stderr}`);
  // The official client writes an empty line when it works on several tables.
  if (theirs.stdout.trim() !== own.stdout.trim()) problems.push('other results on standard output');
  return problems;
}

function fileDifferences(theirs: string, own: string): readonly string[] {
  const [expected, got] = [filesBelow(theirs), filesBelow(own).filter((name) => !isOursAlone(name))];
  if (expected.join() !== got.join()) return [`files ${expected.join(', ')}; ours ${got.join(', ')}`];
  const others = expected.filter((name) => !readFileSync(join(theirs, name)).equals(readFileSync(join(own, name))));
  return others.map((name) => `${name} has another content`);
}

function isOursAlone(name: string): boolean {
  return OURS_ALONE.some((one) => (typeof one === 'string' ? name.endsWith(`/${one}`) : one.test(name)));
}

function filesBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}
