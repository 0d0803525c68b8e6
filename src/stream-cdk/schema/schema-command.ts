import type { Command } from 'commander';
import { addLazyCommand } from '../../shell/command-line.js';
import type { Shell } from '../../shell/shell.js';

/** Defines `stream-cdk schema` with its commands. */
export function schemaCommand(schema: Command, shell: Shell): void {
  addLazyCommand(
    schema,
    'from-openapi',
    'write the schemas of streams from an API description: OpenAPI 2.0, 3.0 or 3.1, Swagger 1; JSON or YAML',
    async () => {
      const { fromOpenApiCommand } = await import('./openapi/from-openapi-command.js');
      return (command) => fromOpenApiCommand(command, shell);
    },
  );
  addLazyCommand(
    schema,
    'infer',
    'write a schema for each stream from records: messages of a connector, JSON, JSON Lines or CSV',
    async () => {
      const { inferCommand } = await import('./infer/infer-command.js');
      return (command) => inferCommand(command, shell);
    },
  );
  addLazyCommand(
    schema,
    'diff',
    'report what changed between two versions of a specification, a catalog or a folder of schemas',
    async () => {
      const { diffCommand } = await import('./diff/diff-command.js');
      return (command) => diffCommand(command, shell);
    },
  );
}
