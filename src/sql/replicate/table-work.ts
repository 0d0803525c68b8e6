import type { DapClient } from '../../dap/index.js';
import { CodedError, type ErrorCode } from '../../errors.js';
import type { Database, TableSession } from '../contract/database.js';
import type { Replica } from '../contract/names.js';
import { DEFAULT_POLICIES, type ValuePolicies } from '../contract/policies.js';
import type { ReplicationOptions } from '../contract/replication.js';
import type { Teller } from './teller.js';

/** One table at work: everything its conductors need. The session holds the lock. */
export interface TableWork {
  readonly client: DapClient;
  readonly database: Database;
  readonly session: TableSession;
  readonly replica: Replica;
  readonly options: ReplicationOptions;
  readonly tell: Teller;
  /** The work has failed before, in this run and for a reason that is gone. */
  readonly isRepeat: boolean;
  /** Shared by all attempts of this run. */
  readonly attempts: Attempts;
}

/** What the attempts of some work tell those after them. */
export interface Attempts {
  /** One has begun to load the table, which was not there. Its commit may have succeeded although it failed. */
  hasLoaded: boolean;
}

/** An error about the table of some work. `text` follows its name. */
export function tableError({ replica }: TableWork, code: ErrorCode, text: string, cause?: unknown): CodedError {
  const { namespace, table } = replica.ref;
  return new CodedError(code, {
    message: `${namespace}.${table}: ${text}`,
    details: { namespace, table },
    ...(cause === undefined ? {} : { cause }),
  });
}

/** What happens to values that the database cannot hold: the defaults, where nothing was chosen. */
export function policiesOf({ policies }: ReplicationOptions): ValuePolicies {
  const chosen = Object.entries(policies ?? {}).filter(([, value]) => value !== undefined);
  return { ...DEFAULT_POLICIES, ...Object.fromEntries(chosen) };
}
