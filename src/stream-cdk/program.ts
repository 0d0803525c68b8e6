import { Command } from 'commander';
import { VERSION } from '../version.js';
import { addInitCommand } from './init/init-command.js';
import { addSchemaCommand } from './schema/schema-command.js';
import { addTestCommand } from './test/test-command.js';
import { addTypesCommand } from './types/types-command.js';

/** Makes the program `stream-cdk`; `exit` is called instead of ending the process. */
export function createProgram(exit: (code: number) => never): Command {
  const program = new Command('stream-cdk')
    .description('Tools for writing Airbyte sources: scaffolding, schemas, types, acceptance tests')
    .version(VERSION, '--version', 'write the version')
    .showHelpAfterError('(see stream-cdk --help)')
    // Wrong usage ends with 2, as other programs of this kind do.
    .exitOverride((error) => exit(error.exitCode === 0 ? 0 : 2));
  addInitCommand(program);
  addSchemaCommand(program);
  addTestCommand(program);
  addTypesCommand(program);
  return program;
}
