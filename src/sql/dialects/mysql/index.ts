import type { Duplex } from 'node:stream';
import type { Database } from '../../contract/database.js';
import type { MetaTables } from '../../contract/meta.js';

/** Opens a database. */
export async function openMysql(
  _settings: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly password?: string;
    readonly database: string;
    readonly tls?: { readonly rejectUnauthorized?: boolean; readonly verifyIdentity?: boolean } | false;
    readonly applicationName: string;
    readonly connect?: () => Duplex;
  },
  _parts: { readonly meta: MetaTables },
): Promise<Database> {
  throw new Error('Replaced by the dialect.');
}
