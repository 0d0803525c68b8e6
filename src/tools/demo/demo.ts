import { errorText } from '../../errors.js';
import { changeCampus, openCampus } from './campus.js';
import { Platform } from './platform.js';
import { reconcile } from './reconcile.js';
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
    const instants = await step('The server changes: updates, deletes, inserts', () => changeCampus(emulator));
    const second = await step('read: from the state, only what changed', () => session.read(streams, first));
    session.expectStates(second, instants);
    const outcome = await reconcile(workspace, emulator, streams, [first, second]);
    const wallMs = performance.now() - startedAt;
    printSummary({ streams: outcome.streams, runs: session.runs, lines: session.lines, wallMs });
    const failures = [...session.failures, ...outcome.streams.flatMap(({ verification }) => verification.differences)];
    if (failures.length === 0) printQueries(outcome.answers);
    else printFailures(failures);
    return failures.length === 0 ? 0 : 1;
  } finally {
    await emulator.close();
  }
}
