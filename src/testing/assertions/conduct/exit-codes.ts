import { errorsOf } from '../../messages-of-type.js';
import { type CommandRun, describeEnd, messagesIn } from '../command-run.js';

/** What is wrong with the way a command ended: too late, by a signal, or with a code that contradicts its messages. */
export function findExitProblems(run: CommandRun): string[] {
  if (run.killedAfterMs !== undefined || run.exitCode === null) return [`${run.title}: ${describeEnd(run)}`];
  return problemsOf(run).map((problem) => `${run.title}: ${problem}`);
}

function problemsOf(run: CommandRun): string[] {
  const isExplained = errorsOf(messagesIn(run.output)).length > 0;
  const hasFailed = run.exitCode !== 0;
  if (run.command === 'check' && hasStatus(run)) return hasFailed ? [`gives a status, but ${describeEnd(run)}`] : [];
  const { expects = 'success' } = run;
  if (!hasFailed && expects === 'failure') return ['exit code 0, though it cannot succeed'];
  if (!hasFailed) return isExplained ? ['exit code 0 despite a TRACE ERROR'] : [];
  return [
    ...(expects === 'success' ? [describeEnd(run)] : []),
    ...(isExplained || expects === 'failure' ? [] : ['no TRACE ERROR says why it failed']),
  ];
}

function hasStatus(run: CommandRun): boolean {
  for (const { connectionStatus } of messagesIn(run.output)) if (connectionStatus !== undefined) return true;
  return false;
}
