import { errorText } from '../../../errors.js';
import { Workspace } from '../../demo/workspace.js';
import { MissingPrerequisite } from '../missing-prerequisite.js';
import { installOfficialClient } from '../python-client.js';
import type { CliCase } from './case.js';
import { FAULT_CASES } from './cases/fault-cases.js';
import { LIST_CASES } from './cases/list-cases.js';
import { INCREMENTAL_CASES, SNAPSHOT_CASES } from './cases/query-cases.js';
import { SCHEMA_CASES } from './cases/schema-cases.js';
import { type Command, OURS, runCase } from './clients.js';
import { compareOutcomes, leaksOf } from './compare.js';
import { type JudgedServer, prepare, startServer } from './judged-server.js';
import { judgeDifferences, unmet, type Verdict } from './verdict.js';

const EXIT_DIFFERENT = 1;
const EXIT_MISSING = 3;

const CASES: readonly CliCase[] = [
  ...LIST_CASES,
  ...SCHEMA_CASES,
  ...SNAPSHOT_CASES,
  ...INCREMENTAL_CASES,
  ...FAULT_CASES,
];

/*
 * Side by side with Instructure's own client: the same command lines, the same emulator, and then the same exit
 * codes, the same standard output and the same files. What differs must be wanted (wanted-differences.ts).
 * Arguments choose the cases whose names hold one of them.
 */
async function main(chosen: readonly string[]): Promise<number> {
  const workspace = new Workspace('dap-judge-cli-');
  try {
    process.stdout.write('Installing the official client ...\n');
    const official: Command = [await installOfficialClient(workspace.path('venv'))];
    const cases = CASES.filter(({ name }) => chosen.length === 0 || chosen.some((text) => name.includes(text)));
    const verdicts = await judgeAll(cases, official, workspace);
    return report(verdicts, chosen.length === 0 ? unmet(verdicts) : []);
  } catch (error) {
    if (!(error instanceof MissingPrerequisite)) throw error;
    process.stderr.write(`Nothing was judged: ${errorText(error)}\n`);
    return EXIT_MISSING;
  } finally {
    workspace.close();
  }
}

/** Two at a time, each with servers of its own: much of a run is waiting. */
async function judgeAll(cases: readonly CliCase[], official: Command, workspace: Workspace): Promise<Verdict[]> {
  const waiting = [...cases.entries()];
  const verdicts: Verdict[] = [];
  const lane = async (): Promise<void> => {
    const servers: Servers = new Map();
    try {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [at, one] = next;
        const server = await serverFor(one, servers);
        const verdict = await judge(one, server, official, (client) => workspace.path(`${at}-${client}`));
        verdicts[at] = verdict;
        process.stdout.write(`  ${verdict.name}: ${summaryOf(verdict)}\n`);
      }
    } finally {
      for (const { emulator } of servers.values()) await emulator.close();
    }
  };
  await Promise.all([lane(), lane()]);
  return verdicts;
}

type Servers = Map<NonNullable<CliCase['server']>, JudgedServer>;

async function serverFor({ server: kind = 'usual' }: CliCase, servers: Servers): Promise<JudgedServer> {
  const server = servers.get(kind) ?? (await startServer(kind));
  servers.set(kind, server);
  return server;
}

async function judge(
  one: CliCase,
  server: JudgedServer,
  official: Command,
  folder: (client: string) => string,
): Promise<Verdict> {
  await prepare(server, one);
  const theirs = await runCase(official, one, server, folder('official'));
  await prepare(server, one);
  const ours = await runCase(OURS, one, server, folder('ours'));
  const differences = compareOutcomes(one, theirs, ours);
  const verdict = judgeDifferences(one.name, differences, leaksOf(ours, server.values['secret'] ?? ''));
  // What ours said explains most differences.
  return verdict.problems.length === 0
    ? verdict
    : { ...verdict, problems: [...verdict.problems, ours.texts.slice(-600)] };
}

function summaryOf({ wanted, problems }: Verdict): string {
  if (problems.length > 0) return 'DIFFERS';
  return wanted.length > 0 ? `differs as wanted (${wanted.join('; ')})` : 'same';
}

function report(verdicts: readonly Verdict[], missing: readonly string[]): number {
  const failed = verdicts.filter(({ problems }) => problems.length > 0);
  for (const { name, problems } of failed) {
    process.stdout.write(`\n${name}:\n${problems.map((problem) => `  ${problem}\n`).join('')}`);
  }
  for (const title of missing) process.stdout.write(`\nNo case shows this wanted difference any more: ${title}\n`);
  const seconds = Math.round(performance.now() / 1000);
  process.stdout.write(`\n${verdicts.length - failed.length} of ${verdicts.length} hold, in ${seconds} s.\n`);
  return failed.length + missing.length === 0 ? 0 : EXIT_DIFFERENT;
}

process.exitCode = await main(process.argv.slice(2));
