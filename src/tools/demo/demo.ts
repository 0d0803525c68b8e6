import { errorText } from '../../errors.js';
import { changeCampus, openCampus } from './campus.js';
import { Platform } from './platform.js';
import { tryQueries } from './queries.js';
import { reconcile } from './reconcile.js';
import { openReplica, Replica } from './replica.js';
import { Session } from './session.js';
import { step } from './step.js';
import { printFailures, printQueries, printSummary } from './summary.js';
import { complain, endWithReader, paint, say } from './terminal.js';
import { Workspace } from './workspace.js';

endWithReader();
const workspace = new Workspace('source-dap-demo-');
try {
  process.exitCode = await runDemo();
} catch (error) {
  complain(`\n${paint('red', 'The demo failed:')} ${errorText(error)}`);
  process.exitCode = 1;
} finally {
  workspace.close();
}

/** The demo from its start to its exit code: 0 when every value in DuckDB equals the server's. */
async function runDemo(): Promise<number> {
  const startedAt = performance.now();
  say();
  const emulator = await step('Starting a DAP server with Canvas-like data', () =>
    openCampus(workspace.path('server')),
  );
  try {
    const session = new Session(new Platform(workspace), emulator);
    await step('spec: which settings are there?', () => session.spec());
    await step('check: do the credentials work?', () => session.check());
    const streams = await step('discover: which tables are there?', () => session.discover());
    const first = await step('read: everything, for the first time', () => session.read(streams));
    const replica = await Replica.create(workspace, emulator);
    await step('dap initdb: the same tables into a database', () => replica.run('initdb'));
    const instants = await step('The server changes: updates, deletes, inserts', () => changeCampus(emulator));
    const second = await step('read: from the state, only what changed', () => session.read(streams, first));
    session.expectStates(second, instants);
    await step('dap syncdb: only what changed', () => replica.run('syncdb'));
    const compared = await reconcile(workspace, emulator, streams, [first, second]);
    const replicated = await step('Comparing the database of dap with the server', () => replica.verify(streams));
    const answers = await step('Asking it three questions', askQuestions);
    const wallMs = performance.now() - startedAt;
    const runs = [...session.runs, ...replica.runs];
    printSummary({ streams: compared, replicated, runs, lines: session.lines, wallMs });
    const verifications = [...compared.map(({ verification }) => verification), ...replicated];
    const failures = [...session.failures, ...verifications.flatMap(({ differences }) => differences)];
    if (failures.length > 0) {
      printFailures(failures);
      return 1;
    }
    replica.keep();
    printQueries(answers);
    return 0;
  } finally {
    await emulator.close();
  }
}

async function askQuestions(): Promise<readonly string[][]> {
  const database = await openReplica();
  try {
    return await tryQueries(database.connection);
  } finally {
    database.close();
  }
}
