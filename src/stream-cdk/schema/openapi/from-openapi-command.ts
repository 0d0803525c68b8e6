import type { Command } from 'commander';
import type { Shell } from '../../../shell/shell.js';
import type { Note } from './conversion-notes.js';
import { type FromOpenApiResult, fromOpenApi } from './from-openapi.js';

interface CommandOptions {
  readonly component: readonly string[];
  readonly schemas: string;
  readonly shared: string;
  readonly force?: true;
}

/** Defines `stream-cdk schema from-openapi`. */
export function fromOpenApiCommand(command: Command, shell: Shell): void {
  command
    .argument('<file>', 'the description; files in its folder that it refers to are read as well')
    .option(
      '--component <name[=stream]>',
      'schema of a record, perhaps with the name of its stream; repeat it for more (default: every object)',
      (name: string, names: readonly string[]) => [...names, name],
      [],
    )
    .option('--schemas <folder>', 'folder of the schemas of streams', 'schemas')
    .option('--shared <folder>', 'folder of the schemas they refer to', 'shared')
    .option('--force', 'overwrite files that differ')
    .addHelpText('after', HELP)
    .action((file: string, { component, schemas, shared, force }: CommandOptions) =>
      shell.act(async () => {
        const result = await fromOpenApi({ file, components: component, schemas, shared, force: force === true });
        process.stderr.write(report(result, schemas, shared));
        return 0;
      }),
    );
}

const HELP = `
Example:
  stream-cdk schema from-openapi api.yaml --component Employee=employees --component Benefit=benefits

A component may also be a pointer to any schema of the description, such as
'#/paths/~1users/get/responses/200/content/application~1json/schema/items=users'.`;

function report({ generated, files, notes, fault }: FromOpenApiResult, schemas: string, shared: string): string {
  const dropped = [...notes.dropped].sort(([left], [right]) => (left < right ? -1 : 1));
  const lines = [
    ...(fault === undefined ? [] : [`warning: by the rules of OpenAPI the description is not sound: ${fault}`]),
    `streams in ${schemas}: ${generated.streams.size}, shared schemas in ${shared}: ${generated.shared.size}, references: ${generated.references}`,
    `files written: ${files.written.length}, unchanged: ${files.unchanged.length}`,
    ...generated.renamed.map(([name, file]) => `  ${name} is in ${file}.json, because its own name was taken`),
    ...[...notes.kinds].map(([kind, note]) => `  ${kind}: ${note.count} (${placesOf(note)})`),
    ...(dropped.length === 0
      ? []
      : [`  annotations, left out: ${dropped.map(([name, count]) => `${name} ${count}`).join(', ')}`]),
  ];
  return `${lines.join('\n')}\n`;
}

function placesOf({ count, places }: Note): string {
  return places.join(', ') + (count > places.length ? ', ...' : '');
}
