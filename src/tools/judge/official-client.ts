import { startEmulator } from '../../emulator/index.js';
import { PlainClient } from '../../emulator/testing/plain-client.js';
import { errorText } from '../../errors.js';
import { paintFor } from '../../shell/paint.js';
import { formatTable } from '../../shell/text-table.js';
import { Workspace } from '../demo/workspace.js';
import { commitRows, commitSchemas, TABLES } from './changes.js';
import { Database } from './database.js';
import { MissingPrerequisite } from './missing-prerequisite.js';
import { PythonClient } from './python-client.js';
import { judgeFormats, judgeLists, judgeReplica, judgeSchemas, type Trial, type Verdict } from './steps.js';
import { warmUp } from './warm-up.js';

const EXIT_DIFFERENT = 1;
const EXIT_MISSING = 3;

/*
 * Lets Instructure's own Python client judge the emulator: every read command in every format, and a PostgreSQL
 * database that it keeps in step through commits and changes of schema, compared with what the emulator knows.
 */
async function main(): Promise<number> {
  const workspace = new Workspace('dap-judge-');
  try {
    const database = await Database.create();
    workspace.atEnd(() => database.drop());
    // PostgreSQL stores no NUL, and the client no such row.
    const emulator = await startEmulator({ limits: false, jobDelayMs: 0, nulCharacters: false, tables: TABLES });
    try {
      say('Installing the official client ...');
      const official = await PythonClient.install(workspace.path('venv'), emulator, database.url);
      const plain = new PlainClient(emulator);
      await plain.login();
      return report(await judge({ emulator, official, database, plain, folder: workspace.folder }));
    } finally {
      await emulator.close();
    }
  } catch (error) {
    if (!(error instanceof MissingPrerequisite)) throw error;
    process.stderr.write(`Nothing was judged: ${errorText(error)}\n`);
    return EXIT_MISSING;
  } finally {
    workspace.close();
  }
}

async function judge(trial: Trial): Promise<readonly Verdict[]> {
  const { emulator, plain } = trial;
  const verdicts: Verdict[] = [];
  const add = (step: string, found: readonly Verdict[]): void => {
    verdicts.push(...found);
    say(`${step}: ${found.filter(({ problems }) => problems.length === 0).length} of ${found.length} hold`);
  };
  add('list', await judgeLists(trial));
  add('schema', [await judgeSchemas(trial, 'canvas'), await judgeSchemas(trial, 'canvas_logs')]);
  add('schema', [await judgeSchemas(trial, 'catalog'), await judgeSchemas(trial, 'new_quizzes')]);
  add('snapshot', await judgeFormats(trial, 'snapshot'));
  let since = await warmUp(plain);
  add('initdb', await judgeReplica(trial, 'initdb', 'initdb'));
  commitRows(emulator);
  since = await warmUp(plain, since);
  add('syncdb', await judgeReplica(trial, 'syncdb', 'syncdb after commits'));
  commitSchemas(emulator);
  await warmUp(plain, since);
  add('syncdb', await judgeReplica(trial, 'syncdb', 'syncdb after schema changes'));
  add('incremental', await judgeFormats(trial, 'incremental'));
  return verdicts;
}

function report(verdicts: readonly Verdict[]): number {
  const columns = [
    { title: 'step' },
    { title: 'table' },
    { title: 'rows', align: 'right' },
    { title: 'verdict' },
  ] as const;
  const lines = verdicts.map(({ step, table, rows, problems }) => [
    step,
    table,
    rows === undefined ? '' : String(rows),
    problems.length === 0 ? 'holds' : 'DIFFERS',
  ]);
  process.stdout.write(`${formatTable(columns, lines, { paint: paintFor(process.stdout) }).join('\n')}\n`);
  const failed = verdicts.filter(({ problems }) => problems.length > 0);
  for (const { step, table, problems } of failed) {
    process.stdout.write(`\n${step} of ${table}:\n${problems.map((problem) => `  ${problem}\n`).join('')}`);
  }
  const seconds = Math.round(performance.now() / 1000);
  process.stdout.write(`\n${verdicts.length - failed.length} of ${verdicts.length} hold, in ${seconds} s.\n`);
  return failed.length === 0 ? 0 : EXIT_DIFFERENT;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

process.exitCode = await main();
