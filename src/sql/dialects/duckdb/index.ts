import type { Database } from '../../contract/database.js';
import type { MetaTables } from '../../contract/meta.js';

/** Opens a database. */
export async function openDuckdb(
  _settings: { readonly path: string },
  _parts: { readonly meta: MetaTables },
): Promise<Database> {
  throw new Error('Replaced by the dialect.');
}
