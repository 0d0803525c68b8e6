import type { Duplex } from 'node:stream';
import type { ConnectionOptions } from 'node:tls';

/** How a server of PostgreSQL is reached. */
export interface PostgresqlSettings {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password?: string | undefined;
  readonly database: string;
  /** What TLS is given; false or absent: no TLS. */
  readonly tls?: ConnectionOptions | false | undefined;
  /** As `sslmode` of libpq. `prefer` and `allow` go on without TLS where the server has none. Default `require`. */
  readonly tlsMode?: 'disable' | 'allow' | 'prefer' | 'require' | 'verify-ca' | 'verify-full' | undefined;
  /** Shown by `pg_stat_activity`. */
  readonly applicationName: string;
  /** Longest time for a connection to be made. Default: 30 s. */
  readonly connectTimeoutMs?: number | undefined;
  /** Gives the socket that the driver connects; it needs the method `connect(port, host)` of `net.Socket`. */
  readonly connect?: (() => Duplex) | undefined;
}
