import { addLazyCommand, type LoadCommand } from '../shell/command-line.js';
import { Shell } from '../shell/shell.js';
import { VERSION } from '../version.js';
import { STREAM_CDK_ADVICE } from './advice.js';

/** Makes the program `stream-cdk`. */
export function createStreamCdk(): Shell {
  const shell = new Shell({
    name: 'stream-cdk',
    version: VERSION,
    description: 'Tools for writing Airbyte sources: scaffolding, schemas, types, acceptance tests',
    advice: STREAM_CDK_ADVICE,
    exitFailed: 1,
    interrupted: 'signal',
  });
  const add = (name: string, summary: string, load: LoadCommand) => addLazyCommand(shell.program, name, summary, load);
  add(
    'init',
    'write the first files of a connector, which builds and passes its acceptance tests at once',
    async () => {
      const { initCommand } = await import('./init/init-command.js');
      return (command) => initCommand(command, shell);
    },
  );
  add('schema', 'make and compare the schemas of streams', async () => {
    const { schemaCommand } = await import('./schema/schema-command.js');
    return (command) => schemaCommand(command, shell);
  });
  add(
    'test',
    "run Airbyte's acceptance tests, and rules beyond them, against any source that is a program",
    async () => {
      const { testCommand } = await import('./test/test-command.js');
      return (command) => testCommand(command, shell);
    },
  );
  add('types', 'write a TypeScript type for the records of each stream schema', async () => {
    const { typesCommand } = await import('./types/types-command.js');
    return (command) => typesCommand(command, shell);
  });
  return shell;
}
