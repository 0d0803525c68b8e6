import type { ServerSettings } from '../../connection/connection-options.js';
import type { Database } from '../../contract/database.js';
import type { MetaTables } from '../../contract/meta.js';

/** Opens a database. */
export async function openMysql(_settings: ServerSettings, _parts: { readonly meta: MetaTables }): Promise<Database> {
  throw new Error('Replaced by the dialect.');
}
