import type { Command } from 'commander';
import type { Shell } from '../../../shell/shell.js';
import { compareVersions } from './compare-versions.js';
import { diffJson, diffReport } from './diff-report.js';
import { readVersion } from './read-version.js';

/** Defines `stream-cdk schema diff`. */
export function diffCommand(command: Command, shell: Shell): void {
  command
    .argument('<old>', 'a SPEC or CATALOG message, its payload, a configured catalog, output of a connector, a folder')
    .argument('<new>', 'the other version, of the same kind')
    .option('--json', 'write the changes as JSON')
    .addHelpText('after', '\nEnds with 1 when a change breaks connections that were set up with the old version.')
    .action((previous: string, next: string, options: { json?: true }) =>
      shell.act(() => diff(previous, next, options.json === true)),
    );
}

async function diff(previous: string, next: string, asJson: boolean): Promise<0 | 1> {
  const changes = await compareVersions(await readVersion(previous), await readVersion(next));
  process.stdout.write(asJson ? diffJson(changes) : diffReport(changes));
  return changes.some((change) => change.breaking) ? 1 : 0;
}
