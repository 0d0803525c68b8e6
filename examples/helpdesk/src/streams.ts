import * as cdk from 'airbyte-source-dap/cdk';
import type { Config } from './source.js';
import type { Comments as Comment } from './types/comments.js';
import type { Organizations as Organization } from './types/organizations.js';
import type { Tickets as Ticket } from './types/tickets.js';
import type { Users as User } from './types/users.js';

export class Users extends cdk.HttpStream<User> {
  override readonly primaryKey = 'id';
  override readonly paginator = cdk.linkHeaderPaginator();
}

export class Organizations extends cdk.HttpStream<Organization> {
  override readonly primaryKey = 'id';
  override readonly paginator = cdk.nextUrlPaginator({ next: { body: 'next_url' } });
}

abstract class Changes<T extends Ticket | Comment> extends cdk.HttpStream<T> {
  override readonly primaryKey = 'id';
  override readonly cursor;
  constructor(api: cdk.HttpApi, config: Config) {
    super(api);
    this.cursor = new cdk.DatetimeCursor({
      field: 'updated_at',
      start: config.start_date,
      step: 'P2Y',
      granularity: 'PT1S',
      lookback: 'PT1H',
      format: { luxon: 'yyyy-MM-dd HH:mm:ss' },
      timeZone: config.time_zone,
      params: { start: 'updated_from', end: 'updated_to' },
    });
  }
}

export class Tickets extends Changes<Ticket> {}

export class Comments extends Changes<Comment> {
  override readonly pathTemplate = 'tickets/{ticket}/comments';
  override readonly errorRules = [{ status: 404, action: 'ignore' }] as const;
  override readonly partitions;
  constructor(api: cdk.HttpApi, config: Config) {
    super(api, config);
    const tickets = new Tickets(api, config);
    this.partitions = new cdk.Substream(tickets, { partition: { ticket: 'id' }, incrementalDependency: true });
  }
}
