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
    const api = new cdk.HttpApi({
      urlBase: new URL('v1/', config.base_url).href,
      authenticator: new cdk.OAuth2Authenticator({
        tokenUrl: new URL('oauth/token', config.base_url).href,
        clientId: config.client_id,
        clientSecret: config.client_secret,
        refreshToken: config.refresh_token,
        store: { refreshToken: ['refresh_token'] },
      }),
      records: 'data',
      paginator: cdk.cursorPaginator({ next: { body: 'next_cursor' } }),
      transformer: { dates: 'normalize', timeZone: config.time_zone },
      errorRules: [{ status: 409, action: 'retry' }],
      budget: { policies: [{ limit: { kind: 'concurrency', max: 4 } }] },
    });
    return [new Tickets(api, config), new Comments(api, config), new Users(api), new Organizations(api)];
  }
}
