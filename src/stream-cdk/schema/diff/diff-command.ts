import type { Command } from 'commander';
import { type ExitCode, runAction } from '../../run-action.js';
import { compareVersions } from './compare-versions.js';
import { diffJson, diffReport } from './diff-report.js';
import { readVersion } from './read-version.js';

/** Adds `stream-cdk schema diff`. */
export function addDiffCommand(schema: Command): void {
  schema
    .command('diff')
    .description('Show what changed between two versions of a specification, a catalog or a folder of schemas')
    .argument('<old>', 'a SPEC or CATALOG message, its payload, a configured catalog, output of a connector, a folder')
    .argument('<new>', 'the other version, of the same kind')
    .option('--json', 'write the changes as JSON')
    .addHelpText('after', '\nEnds with 1 when a change breaks connections that were set up with the old version.')
    .action((previous: string, next: string, options: { json?: true }) =>
      runAction(() => diff(previous, next, options.json === true)),
    );
}

async function diff(previous: string, next: string, asJson: boolean): Promise<ExitCode> {
  const changes = await compareVersions(await readVersion(previous), await readVersion(next));
  process.stdout.write(asJson ? diffJson(changes) : diffReport(changes));
  return changes.some((change) => change.breaking) ? 1 : 0;
}
