import { type Command, Option } from 'commander';
import type { Shell } from '../../../shell/shell.js';
import type { Note } from './conversion-notes.js';
import { type FromOpenApiResult, fromOpenApi } from './from-openapi.js';
import type { FilePlan } from './generated-files.js';

interface CommandOptions {
  readonly component: readonly string[];
  readonly schemas: string;
  readonly shared: string;
  readonly force?: true;
  readonly byEndpoint?: true;
  readonly allNullable?: true;
  readonly check?: true;
}

/** Defines `stream-cdk schema from-openapi`. */
export function fromOpenApiCommand(command: Command, shell: Shell): void {
  command
    .argument('<file>', 'the description, or a folder of one by Swagger 1; files that it refers to are read as well')
    .option(
      '--component <name[=stream]>',
      'schema of a record, perhaps with the name of its stream; repeat it for more (default: every object)',
      (name: string, names: readonly string[]) => [...names, name],
      [],
    )
    .addOption(
      new Option('--by-endpoint', 'a stream for each GET endpoint that returns a list, named after its path').conflicts(
        'component',
      ),
    )
    .option('--all-nullable', 'let every field be null, and require none')
    .option('--schemas <folder>', 'folder of the schemas of streams', 'schemas')
    .option('--shared <folder>', 'folder of the schemas they refer to', 'shared')
    .option('--force', 'overwrite files that were changed by hand, too')
    .option('--check', 'write nothing, and end with 1 when a file is not up to date')
    .addHelpText('after', HELP)
    .action((file: string, options: CommandOptions) => shell.act(() => run(file, options)));
}

async function run(file: string, { component, force, ...options }: CommandOptions): Promise<0 | 1> {
  const result = await fromOpenApi({ ...options, file, components: component, force: force === true });
  process.stderr.write(report(result, options.schemas, options.shared));
  if (options.check !== true) return 0;
  const { added, changed, edited, stale } = result.plan;
  return added.length + changed.length + edited.length + stale.length > 0 ? 1 : 0;
}

const HELP = `
Example:
  stream-cdk schema from-openapi api.yaml --component Employee=employees --component Benefit=benefits

A component may also be a pointer to any schema of the description, such as
'#/paths/~1users/get/responses/200/content/application~1json/schema/items=users'.

Changes of your own belong in <name>.local.json beside a file: they are merged into it when it is loaded.`;

function report({ generated, files, plan, notes, fault }: FromOpenApiResult, schemas: string, shared: string): string {
  const dropped = [...notes.dropped].sort(([left], [right]) => (left < right ? -1 : 1));
  const lines = [
    ...(fault === undefined ? [] : [`warning: by the rules of OpenAPI the description is not sound: ${fault}`]),
    `streams in ${schemas}: ${generated.streams.size}, shared schemas in ${shared}: ${generated.shared.size}, references: ${generated.references}`,
    ...(files === undefined
      ? planned(plan)
      : [`files written: ${files.written.length}, unchanged: ${files.unchanged.length}`]),
    ...plan.stale.map((path) => `  ${path} is no longer in the description: delete it`),
    ...generated.renamed.map(([name, file]) => `  ${name} is in ${file}.json, because its own name was taken`),
    ...[...notes.kinds].map(([kind, note]) => `  ${kind}: ${note.count} (${placesOf(note)})`),
    ...(dropped.length === 0
      ? []
      : [`  annotations, left out: ${dropped.map(([name, count]) => `${name} ${count}`).join(', ')}`]),
  ];
  return `${lines.join('\n')}\n`;
}

function planned({ added, changed, unchanged, edited }: FilePlan): string[] {
  return [
    `files to be written: ${added.length + changed.length}, unchanged: ${unchanged.length}, edited by hand: ${edited.length}`,
    ...added.map((path) => `  ${path} is new`),
    ...changed.map((path) => `  ${path} changes`),
    ...edited.map((path) => `  ${path} was edited by hand, and would not be overwritten without --force`),
  ];
}

function placesOf({ count, places }: Note): string {
  return places.join(', ') + (count > places.length ? ', ...' : '');
}
