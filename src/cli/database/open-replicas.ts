import type { DapClient, RateLimiter, TableRef } from '../../dap/index.js';
import type {
  ListedTable,
  ReplicationOptions,
  ReplicationResult,
  SynchronizeOptions,
  VerifyResult,
} from '../../sql/index.js';

/** What the commands ask of a database. */
export interface Replicas extends AsyncDisposable {
  /** The time of day of the database. */
  now(): Promise<string>;
  list(): Promise<readonly ListedTable[]>;
  countRows(table: ListedTable): Promise<number>;
  /** A limiter that processes share; undefined where the database cannot hold one. */
  limiter(account: {
    readonly clientId: string | undefined;
    readonly baseUrl: string | undefined;
  }): Promise<RateLimiter | undefined>;
  initialize(client: DapClient, ref: TableRef, options: ReplicationOptions): Promise<ReplicationResult>;
  synchronize(client: DapClient, ref: TableRef, options: SynchronizeOptions): Promise<ReplicationResult>;
  verify(
    client: DapClient,
    ref: TableRef,
    options: ReplicationOptions & { readonly repair?: boolean | undefined },
  ): Promise<VerifyResult>;
  drop(ref: TableRef, options: { readonly schema?: string | undefined; readonly cascade: boolean }): Promise<void>;
}

/** Opens the database of a connection string, or of the variables that name its parts. */
export async function openReplicas(_connectionString: string | undefined): Promise<Replicas> {
  throw new Error('pending');
}
