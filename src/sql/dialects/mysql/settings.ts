import type { Duplex } from 'node:stream';
import type { MetaTables } from '../../contract/meta.js';

/** Where the database is, and who we are. */
export interface MysqlSettings {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password?: string;
  readonly database: string;
  /** Options of `node:tls`; absent or `false`: no TLS. */
  readonly tls?: MysqlTls | false;
  /** What the list of processes of the server may show of us. */
  readonly applicationName: string;
  /** Makes the socket; one of `node:net` that is not connected yet is connected to host and port. */
  readonly connect?: () => Duplex;
}

/** How TLS is used. */
export interface MysqlTls {
  readonly ca?: string | Buffer | (string | Buffer)[];
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  readonly passphrase?: string;
  readonly rejectUnauthorized?: boolean;
  /** The certificate must be for the name of the host. */
  readonly verifyIdentity?: boolean;
}

/** What the dialect is given by others. */
export interface MysqlParts {
  readonly meta: MetaTables;
  /** `false`: rows are inserted, and the server is never asked whether it takes `LOAD DATA LOCAL`. Default true. */
  readonly useLocalInfile?: boolean;
  /** How long others may hold rows, or the table, before a statement fails. Default 600. */
  readonly lockWaitSeconds?: number;
}
