import * as cdk from 'airbyte-source-dap/cdk';
import type { Config } from './source.js';
import type { Comments as Comment } from './types/comments.js';
import type { Organizations as Organization } from './types/organizations.js';
import type { Tickets as Ticket } from './types/tickets.js';
import type { Users as User } from './types/users.js';

abstract class Rows<T extends object, Slice extends object = object> extends cdk.HttpStream<T, unknown, Slice> {
  protected readonly changes;

  constructor({ start_date: start, time_zone: timeZone }: Config, api: cdk.HttpApi) {
    super(api);
    const formats = { format: { luxon: 'yyyy-MM-dd HH:mm:ss' }, stateFormat: 'rfc3339', timeZone } as const;
    const spans = { step: 'P2Y', granularity: 'PT1S', lookback: 'PT1H' };
    this.changes = new cdk.DatetimeCursor({ field: 'updated_at', start, ...formats, ...spans });
  }

  override path(_context: cdk.HttpContext<unknown, Slice>) {
    return `v1/${this.name}`;
  }

  override requestParams({ slice }: { slice: Partial<cdk.TimeWindow> }) {
    return { updated_from: slice.start, updated_to: slice.end };
  }

  override parseResponse(answer: cdk.HttpPage) {
    return (answer.json() as { data: T[] }).data;
  }
}

export class Users extends Rows<User> {
  override readonly primaryKey = 'id';
  override readonly paginator = cdk.linkHeaderPaginator();
}

export class Organizations extends Rows<Organization> {
  override readonly primaryKey = 'id';
  override readonly paginator = cdk.nextUrlPaginator({ next: { body: 'next_url' } });
}

export class Tickets extends Rows<Ticket, cdk.TimeWindow> {
  override readonly primaryKey = 'id';
  override readonly cursor = this.changes;
}

export class Comments extends Rows<Comment, cdk.TimeWindow & { ticket: Ticket['id'] }> {
  override readonly primaryKey = 'id';
  override readonly cursor = this.changes;
  override readonly partitions;
  override readonly errorRules = [{ status: 404, action: 'ignore' }] as const;

  constructor(config: Config, api: cdk.HttpApi) {
    super(config, api);
    const options = { partition: { ticket: 'id' }, incrementalDependency: true } as const;
    this.partitions = new cdk.Substream(new Tickets(config, api), options);
  }

  override path({ slice }: cdk.HttpContext<unknown, { ticket: Ticket['id'] }>) {
    return `v1/tickets/${slice.ticket}/comments`;
  }
}
