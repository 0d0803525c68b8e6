import type { Command } from 'commander';
import type { Shell } from '../../shell/shell.js';
import { checkTypes } from './check-types.js';
import { makeTypeFiles } from './make-type-files.js';
import { writeTypes } from './write-types.js';

/** The options of `stream-cdk types`. */
interface TypesOptions {
  readonly schemas: string;
  readonly shared?: string;
  readonly out: string;
  readonly check?: true;
  readonly force?: true;
}

/** Defines `stream-cdk types`. */
export function typesCommand(command: Command, shell: Shell): void {
  command
    .option('--schemas <folder>', 'folder of the stream schemas', 'schemas')
    .option('--shared <folder>', 'folder that they refer to (default: shared beside the schemas, or inside)')
    .option('--out <folder>', 'folder to write to', 'src/types')
    .option('--check', 'write nothing, and end with 1 when a file is not up to date')
    .option('--force', 'overwrite files that this command did not write, too')
    .addHelpText(
      'after',
      `
schemas/employees.json gives src/types/employees.d.ts:
  import type { Employees } from './types/employees.js';
The type is named after the title of the schema, else after the stream.`,
    )
    .action((options: TypesOptions) => shell.act(() => (options.check ? check(options) : write(options))));
}

async function write(options: TypesOptions): Promise<0> {
  const { written, unchanged, stale } = await writeTypes(
    options.out,
    await makeTypeFiles(options),
    options.force === true,
  );
  process.stdout.write(`${options.out}: ${files(written.length)} written, ${unchanged.length} unchanged\n`);
  for (const file of stale) process.stdout.write(`${options.out}/${file} has no schema any more: delete it\n`);
  return 0;
}

async function check(options: TypesOptions): Promise<0 | 1> {
  const problems = await checkTypes(options.out, await makeTypeFiles(options));
  for (const problem of problems) process.stdout.write(`${options.out}/${problem}\n`);
  if (problems.length === 0) return 0;
  process.stdout.write('Run stream-cdk types, and keep what it writes.\n');
  return 1;
}

function files(count: number): string {
  return count === 1 ? '1 file' : `${count} files`;
}
