import { fileURLToPath } from 'node:url';
import { type CommandContext, SchemaLoader, Source, type Stream, tryStream } from 'airbyte-source-dap/cdk';
import { type Config, configSchema } from './config.js';
import { Items } from './items.js';

export class PlaceholderSource extends Source<Config> {
  override readonly configSchema = configSchema;
  override readonly schemaLoader = new SchemaLoader({
    schemasDir: fileURLToPath(new URL('../../schemas', import.meta.url)),
  });

  override async check(config: Config, context: CommandContext): Promise<void> {
    await tryStream(new Items(config), context);
  }

  override async streams(config: Config): Promise<Stream<object>[]> {
    return [new Items(config)];
  }
}
