import { fileURLToPath } from 'node:url';
import { type CommandContext, SchemaLoader, Source, tryStream } from 'airbyte-source-dap/cdk';
import { z } from 'zod';
import { EmployeeBenefits, Employees } from './streams.js';

const configSchema = z.object({
  api_key: z.string().min(1).meta({ title: 'API key', airbyte_secret: true, order: 0 }),
  date_format: z.string().default('MM/dd/yyyy').meta({ title: 'Date format of the account', order: 1 }),
  base_url: z.url().default('https://api.benefits.example/v1/').meta({ title: 'Base URL', order: 2 }),
});
export type Config = z.infer<typeof configSchema>;

export class BenefitsSource extends Source<Config> {
  override readonly configSchema = configSchema;
  override readonly schemaLoader = new SchemaLoader({
    schemasDir: fileURLToPath(new URL('../../schemas', import.meta.url)),
  });

  override async check(config: Config, context: CommandContext) {
    await tryStream(new Employees(config), context);
  }

  override async streams(config: Config) {
    return [new Employees(config), new EmployeeBenefits(config)];
  }
}
