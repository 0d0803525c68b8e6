import * as cdk from 'airbyte-source-dap/cdk';
import { z } from 'zod';
import { Comments, Organizations, Tickets, Users } from './streams.js';

const configSchema = z.object({
  client_id: z.string().meta({ title: 'Client ID', order: 0 }),
  client_secret: z.string().meta({ title: 'Client secret', airbyte_secret: true, order: 1 }),
  refresh_token: z.string().meta({ title: 'Refresh token', airbyte_secret: true, order: 2 }),
  start_date: z.iso.date().meta({ title: 'First day', order: 3 }),
  time_zone: z.string().default('UTC').meta({ title: 'Time zone of the account', order: 4 }),
  base_url: z.url().default('https://api.helpdesk.example/').meta({ title: 'Base URL', order: 5 }),
});
export type Config = z.infer<typeof configSchema>;

export class HelpdeskSource extends cdk.Source<Config> {
  override readonly configSchema = configSchema;
  override readonly checkStreams = ['users'];
  override readonly schemaLoader = new cdk.SchemaLoader({ schemasDir: new URL('../../schemas', import.meta.url) });

  override async streams(config: Config) {
    const { client_id: clientId, client_secret: clientSecret, refresh_token: refreshToken, base_url: url } = config;
    const tokenUrl = new URL('oauth/token', url).href;
    const store = { refreshToken: ['refresh_token'] };
    const dates = { dates: 'normalize', timeZone: config.time_zone } as const;
    const api = new cdk.HttpApi({
      urlBase: url,
      authenticator: new cdk.OAuth2Authenticator({ tokenUrl, clientId, clientSecret, refreshToken, store }),
      transformer: new cdk.TypeTransformer(cdk.TransformConfig.DefaultSchemaNormalization, dates),
      paginator: cdk.cursorPaginator({ next: { body: 'next_cursor' } }),
      errorRules: [{ status: 409, action: 'retry' }],
      budget: { policies: [{ limit: { kind: 'concurrency', max: 4 } }] },
    });
    return [Tickets, Comments, Users, Organizations].map((Stream) => new Stream(config, api));
  }
}
