import type { Command } from 'commander';
import type { Shell } from '../../shell/shell.js';
import { type InitOptions, init, type NewConnector } from './init.js';

/** Defines `stream-cdk init`. */
export function initCommand(command: Command, shell: Shell): void {
  command
    .argument('<name>', 'what it reads, in kebab-case: google-sheets or source-google-sheets')
    .option('--cdk <version|archive>', 'version of this package to use, or an archive of it (default: this version)')
    .option('--dir <folder>', 'folder to write to (default: the name of the connector)')
    .option('--force', 'write into a folder that is not empty, and over files of the same names')
    .action((name: string, options: InitOptions) =>
      shell.act(async () => {
        process.stdout.write(nextSteps(await init(name, options)));
        return 0;
      }),
    );
}

function nextSteps({ name, folder, files }: NewConnector): string {
  return `${name.packageName}: ${files.length} files written to ${folder}

Next:
  cd ${quoted(folder)}
  npm install
  npm test          # builds it and runs its tests and Airbyte's acceptance tests against a small local API

Then make it yours: src/config.ts is what users fill in, src/source.ts how the API is asked, src/items.ts the stream,
schemas/items.json its schema. README.md says more.
`;
}

function quoted(path: string): string {
  return /^[\w./@:-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
