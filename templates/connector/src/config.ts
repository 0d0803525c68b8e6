import { z } from 'zod';

/** What a user fills in. The specification is made from it, and no secret of it ever reaches a log. */
export const configSchema = z.object({
  api_key: z.string().min(1).meta({ title: 'API key', airbyte_secret: true, order: 0 }),
  start_date: z.iso
    .datetime()
    .default('2020-01-01T00:00:00Z')
    .meta({ title: 'Start date', description: 'Items that changed earlier are not read.', order: 1 }),
  base_url: z.url().default('https://api.example.com/v1/').meta({ title: 'Base URL', order: 2 }),
});

export type Config = z.infer<typeof configSchema>;
