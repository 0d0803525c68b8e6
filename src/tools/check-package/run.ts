import { spawnSync } from 'node:child_process';

/** Runs a program to its end; returns its output as the one problem if it fails, otherwise nothing. */
export function run(program: string, parameters: readonly string[], cwd?: string): readonly string[] {
  const result = spawnSync(program, parameters, { encoding: 'utf8', ...(cwd === undefined ? {} : { cwd }) });
  if (result.error !== undefined) return [`${program} cannot be started: ${result.error.message}`];
  if (result.status === 0) return [];
  const output = `${result.stdout}${result.stderr}`.trim();
  return [`${[program, ...parameters].join(' ')} ended with ${result.status ?? result.signal ?? 'nothing'}\n${output}`];
}
