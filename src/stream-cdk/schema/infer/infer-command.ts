import { type Command, Option } from 'commander';
import { SYNC_MODES, type SyncMode } from '../../../protocol/catalog.js';
import type { Shell } from '../../../shell/shell.js';
import { configureCatalog } from './configure-catalog.js';
import { inferSchemas } from './infer-schemas.js';

interface InferCommandOptions {
  readonly out: string;
  readonly force?: true;
  readonly requiredKeys?: true;
  readonly catalog?: string;
  readonly streams?: readonly string[];
  readonly configureCatalog?: string | true;
  readonly syncMode?: SyncMode;
}

/** Defines `stream-cdk schema infer`. */
export function inferCommand(command: Command, shell: Shell): void {
  command
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
    .action((options: InferCommandOptions) => shell.act(() => infer(options)));
}

const HELP = `
Examples:
  source-x read --config config.json --catalog catalog.json | stream-cdk schema infer
  source-x discover --config config.json | stream-cdk schema infer --configure-catalog catalog.json

Lines that are not messages, and messages that are not records, are skipped.`;

async function infer(options: InferCommandOptions): Promise<0> {
  const { configureCatalog: target, force, ...rest } = options;
  const terminal = {
    input: process.stdin,
    output: process.stdout,
    log: (text: string) => process.stderr.write(`${text}\n`),
  };
  if (target === undefined) await inferSchemas({ ...rest, force: force === true }, terminal);
  else await configureCatalog({ ...rest, force: force === true, file: target === true ? undefined : target }, terminal);
  return 0;
}
