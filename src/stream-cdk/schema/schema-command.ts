import type { Command } from 'commander';
import { addDiffCommand } from './diff/diff-command.js';
import { addInferCommand } from './infer/infer-command.js';
import { addFromOpenApiCommand } from './openapi/from-openapi-command.js';

/** Adds `stream-cdk schema` with its subcommands. */
export function addSchemaCommand(program: Command): void {
  const schema = program.command('schema').description('Make and compare the schemas of streams');
  addFromOpenApiCommand(schema);
  addInferCommand(schema);
  addDiffCommand(schema);
}
