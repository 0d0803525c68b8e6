import { errorText } from '../../../errors.js';
import { Workspace } from '../../demo/workspace.js';
import type { Scratch } from '../../sql-truth/scratch.js';
import { mysqlScratch } from '../../sql-truth/scratch-mysql.js';
import { postgresqlScratch } from '../../sql-truth/scratch-postgresql.js';
import { MissingPrerequisite } from '../missing-prerequisite.js';
import { installOfficialClient } from '../python-client.js';
import { KNOWN_DIFFERENCES, LEFT_OUT } from './known-differences.js';
import { type Finding, Trial } from './trial.js';
import { handOver, listAndDrop, rebuildLog, replaceHalfLoaded, takeOver } from './trials.js';

const EXIT_DIFFERENT = 1;
const EXIT_MISSING = 3;
const HOST = '127.0.0.1';

const SERVERS: Readonly<Record<string, (name: string) => Promise<Scratch>>> = {
  PostgreSQL: (name) => postgresqlScratch(HOST, 5432, name),
  MariaDB: (name) => mysqlScratch(HOST, 3306, name),
};

const TRIALS: Readonly<Record<string, (trial: Trial) => Promise<void>>> = {
  takeOver,
  handOver,
  listAndDrop,
  replaceHalfLoaded,
  rebuildLog,
};

/*
 * Instructure's own Python client and our replicator keep the same databases in turn: a database of either is continued
 * by the other, and every row is compared with what the emulator knows. Needs PostgreSQL and MySQL or MariaDB on
 * 127.0.0.1. Arguments choose the trials whose names hold one of them, such as `MariaDB` or `takeOver`.
 */
async function main(chosen: readonly string[]): Promise<number> {
  const workspace = new Workspace('dap-judge-database-');
  try {
    process.stdout.write('Installing the official client ...\n');
    const program = await installOfficialClient(workspace.path('venv'));
    const met = new Set<string>();
    const lanes = Object.keys(SERVERS).map((server) => judgeServer(server, chosen, program, workspace.folder, met));
    const findings = (await Promise.all(lanes)).flat();
    return report(findings, chosen.length > 0 ? undefined : met);
  } catch (error) {
    if (!(error instanceof MissingPrerequisite)) throw error;
    process.stderr.write(`Nothing was judged: ${errorText(error)}\n`);
    return EXIT_MISSING;
  } finally {
    workspace.close();
  }
}

async function judgeServer(
  server: string,
  chosen: readonly string[],
  program: string,
  folder: string,
  met: Set<string>,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const [name, run] of Object.entries(TRIALS)) {
    const title = `${server} ${name}`;
    if (chosen.length > 0 && !chosen.some((text) => title.includes(text))) continue;
    const scratch = await scratchOn(server, `dap_judge_${process.pid}_${name.toLowerCase()}`);
    const trial = await Trial.start(title, scratch, program, folder);
    try {
      await run(trial);
    } finally {
      findings.push(...trial.findings);
      for (const title of trial.met) met.add(title);
      await trial.close();
    }
  }
  return findings;
}

async function scratchOn(server: string, name: string): Promise<Scratch> {
  try {
    return await (SERVERS[server] as (name: string) => Promise<Scratch>)(name);
  } catch (error) {
    throw new MissingPrerequisite(`${server} on ${HOST} does not let us in: ${errorText(error)}`);
  }
}

/** @param met - titles of the known differences that showed; undefined if only some trials ran. */
function report(findings: readonly Finding[], met: ReadonlySet<string> | undefined): number {
  const failed = findings.filter(({ problems }) => problems.length > 0);
  for (const { step, problems } of failed) {
    process.stdout.write(`\n${step}:\n${problems.map((problem) => `  ${problem}\n`).join('')}`);
  }
  for (const { title, reason } of KNOWN_DIFFERENCES) process.stdout.write(`\nForgiven: ${title}: ${reason}`);
  for (const what of LEFT_OUT) process.stdout.write(`\nLeft out: ${what}`);
  const unmet = KNOWN_DIFFERENCES.filter(({ title }) => met !== undefined && !met.has(title));
  for (const { title } of unmet) process.stdout.write(`\nNo trial shows this difference any more: ${title}`);
  const seconds = Math.round(performance.now() / 1000);
  process.stdout.write(`\n${findings.length - failed.length} of ${findings.length} hold, in ${seconds} s.\n`);
  return failed.length + unmet.length === 0 ? 0 : EXIT_DIFFERENT;
}

process.exitCode = await main(process.argv.slice(2));
