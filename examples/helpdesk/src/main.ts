import { launch } from 'airbyte-source-dap/cdk';

const info = { name: 'source-helpdesk', version: '0.1.0', description: 'Tickets, comments, users, organizations' };
await launch(async () => new (await import('./source.js')).HelpdeskSource(), info);
