import { type Command, Option } from 'commander';
import { CodedError } from '../../../errors.js';
import { SYNC_MODES, type SyncMode } from '../../../protocol/catalog.js';
import type { Shell } from '../../../shell/shell.js';
import { configureCatalog } from './configure-catalog.js';
import { inferSchemas } from './infer-schemas.js';
import { INPUT_FORMATS, type InputFormat } from './input/read-records.js';

interface InferCommandOptions {
  readonly out: string;
  readonly force?: true;
  readonly requiredKeys?: true;
  readonly catalog?: string;
  readonly streams?: readonly string[];
  readonly configureCatalog?: string | true;
  readonly syncMode?: SyncMode;
  readonly format?: InputFormat;
  readonly stream?: string;
  readonly records?: string;
}

/** Defines `stream-cdk schema infer`. */
export function inferCommand(command: Command, shell: Shell): void {
  command
    .argument('[files...]', 'what to read instead of standard input, perhaps compressed by gzip')
    .addOption(
      new Option(
        '--format <format>',
        'messages of an Airbyte source or Singer tap, JSON Lines, JSON or CSV (default: by name and beginning)',
      ).choices(INPUT_FORMATS),
    )
    .option('--stream <name>', 'stream of the records, if they do not say it (default: the name of the file)')
    .option('--records <path>', 'where a JSON document has its records, such as data.items')
    .option('--out <folder>', 'folder of the schemas', 'schemas')
    .option('--force', 'overwrite files that differ')
    .option('--required-keys', 'require primary keys and cursors, by the CATALOG line of the input')
    .option('--catalog <file>', 'require them by this discovered or configured catalog instead')
    .option('--streams <names>', 'only these streams, with commas between them', (names: string) =>
      names.split(',').map((name) => name.trim()),
    )
    .addOption(
      new Option(
        '--configure-catalog [file]',
        'instead write a configured catalog from the CATALOG line (default: to standard output)',
      ).conflicts(['out', 'requiredKeys', 'catalog']),
    )
    .addOption(
      new Option('--sync-mode <mode>', 'mode of the configured catalog, if a stream supports it').choices(SYNC_MODES),
    )
    .addHelpText('after', HELP)
    .action((files: readonly string[], options: InferCommandOptions) => shell.act(() => infer(files, options)));
}

const HELP = `
Examples:
  source-x read --config config.json --catalog catalog.json | stream-cdk schema infer
  stream-cdk schema infer users.csv orders.jsonl.gz
  curl https://api.example.com/users | stream-cdk schema infer --stream users --records data
  source-x discover --config config.json | stream-cdk schema infer --configure-catalog catalog.json

Lines that are not messages, and messages that are not records, are skipped.`;

async function infer(files: readonly string[], options: InferCommandOptions): Promise<0> {
  const { configureCatalog: target, force, ...rest } = options;
  const terminal = {
    input: process.stdin,
    output: process.stdout,
    log: (text: string) => process.stderr.write(`${text}\n`),
  };
  if (target !== undefined && files.length > 0) {
    throw new CodedError('TOOL_INPUT', { message: '--configure-catalog reads standard input: name no files.' });
  }
  if (target === undefined) await inferSchemas({ ...rest, files, force: force === true }, terminal);
  else await configureCatalog({ ...rest, force: force === true, file: target === true ? undefined : target }, terminal);
  return 0;
}
