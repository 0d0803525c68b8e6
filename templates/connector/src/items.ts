import { DatetimeCursor, type HttpApi, HttpStream } from 'airbyte-source-dap/cdk';
import type { Config } from './config.js';
import type { Item } from './types/items.js';

/** The stream `items`: name and path are made of the class name, its schema is schemas/items.json. */
export class Items extends HttpStream<Item> {
  override readonly primaryKey = 'id';
  override readonly cursor;

  constructor(api: HttpApi, config: Config) {
    super(api);
    this.cursor = new DatetimeCursor({
      field: 'updated_at',
      start: config.start_date,
      params: { start: 'updated_since' },
    });
  }
}
