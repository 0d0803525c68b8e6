import type { Duplex } from 'node:stream';
import type { PeerCertificate } from 'node:tls';
import type { DialectName } from '../contract/names.js';

/** Whether TLS is used, and what is checked, as `sslmode` of libpq has it. */
export const TLS_MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;

/** One of {@link TLS_MODES}. */
export type TlsMode = (typeof TLS_MODES)[number];

/** A database, by a connection string or by its parts. */
export interface DatabaseConnectionOptions {
  /** In place of all parts; see {@link parseConnectionString}. */
  readonly connectionString?: string | undefined;
  readonly dialect?: DialectName | undefined;
  readonly host?: string | undefined;
  /** Default 5432 or 3306. */
  readonly port?: number | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** Name of the database. */
  readonly database?: string | undefined;
  /** Default `prefer`: TLS where the server offers it, without a check of its certificate. */
  readonly ssl?: TlsMode | undefined;
  /** PEM file of the authorities that the server's certificate is checked with. Default: those of Node. */
  readonly sslRootCert?: string | undefined;
  /** PEM files of this client's certificate and its key. */
  readonly sslCert?: string | undefined;
  readonly sslKey?: string | undefined;
  /** What the server shows this program as. */
  readonly applicationName?: string | undefined;
  /** Longest time for a connection to be made. */
  readonly connectTimeoutMs?: number | undefined;
  /** File of the database, for DuckDB. */
  readonly path?: string | undefined;
  /** Makes the socket that the driver connects. */
  readonly connect?: (() => Duplex) | undefined;
}

/** What TLS is made with, in the words of `node:tls`. */
export interface TlsSettings {
  readonly rejectUnauthorized: boolean;
  readonly checkServerIdentity: (host: string, certificate: PeerCertificate) => Error | undefined;
  readonly servername?: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** How a database server is reached: what the dialects with servers are opened with. */
export interface ServerSettings {
  /** A name, an address, or the folder of a Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password?: string | undefined;
  readonly database: string;
  /** False: without TLS. */
  readonly tls: TlsSettings | false;
  /** `allow` and `prefer` go on without TLS where the server has none. */
  readonly tlsMode: TlsMode;
  readonly applicationName: string;
  readonly connectTimeoutMs?: number | undefined;
  readonly connect?: (() => Duplex) | undefined;
}

/** A database server whose parts are complete; its certificate files are not read yet. */
export interface ServerAddress extends Omit<ServerSettings, 'tls'> {
  readonly dialect: 'postgresql' | 'mysql';
  readonly sslRootCert?: string | undefined;
  readonly sslCert?: string | undefined;
  readonly sslKey?: string | undefined;
}

/** A file of DuckDB. */
export interface FileAddress {
  readonly dialect: 'duckdb';
  readonly path: string;
}

/** Where a database is. */
export type DatabaseAddress = ServerAddress | FileAddress;

/** How a connection tells what its user should know. */
export interface ConnectionEvents {
  /** A sentence about the database, such as an encoding that lacks characters. */
  readonly onWarning?: ((message: string) => void) | undefined;
}
