import type { DapClient } from '../../dap/index.js';
import { CodedError, type ErrorCode, isCodedError } from '../../errors.js';
import type { Database, RowLoad, TableSession } from '../contract/database.js';
import type { Replica } from '../contract/names.js';
import { DEFAULT_POLICIES, type ValuePolicies } from '../contract/policies.js';
import type { ReplicationOptions } from '../contract/replication.js';
import { type Filled, type FillOptions, fill } from './fill.js';
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

/** What differs from fill to fill. */
export type FillChoice<L extends RowLoad> = Pick<FillOptions<L>, 'since' | 'begin' | 'keepsMeta'> &
  Pick<FillOptions<L>['reading'], 'notBefore' | 'lastAnswer' | 'modesAreEqual' | 'schemaVersion'>;

/**
 * Fills a load and finishes it. When the database refuses a row although it was checked, all is undone and done once
 * more with every check that the database makes.
 */
export async function fillAndFinish<L extends RowLoad, R>(
  work: TableWork,
  choice: FillChoice<L>,
  finish: (filled: Filled<L>) => Promise<R>,
): Promise<R> {
  try {
    return await fillOnce(work, choice, false, finish);
  } catch (error) {
    if (!isCodedError(error, 'SQL_ROW_REFUSED')) throw error;
    work.tell.warn(`The load was undone and is repeated with careful checks: ${error.message}`);
    return await fillOnce(work, choice, true, finish);
  }
}

async function fillOnce<L extends RowLoad, R>(
  work: TableWork,
  { notBefore, lastAnswer, modesAreEqual, schemaVersion, ...choice }: FillChoice<L>,
  careful: boolean,
  finish: (filled: Filled<L>) => Promise<R>,
): Promise<R> {
  const { client, database, replica, options, tell } = work;
  const { spoolFolder, signal } = options;
  const filled = await fill<L>({
    ...choice,
    client,
    ref: replica.ref,
    reading: { notBefore, lastAnswer, modesAreEqual, schemaVersion, spoolFolder, signal },
    format: database.loadFormat,
    policies: policiesOf(options),
    careful,
    tell,
  });
  try {
    return await finish(filled);
  } catch (error) {
    await filled.load?.abort();
    throw error;
  }
}

/** What happens to values that the database cannot hold: the defaults, where nothing was chosen. */
export function policiesOf({ policies }: ReplicationOptions): ValuePolicies {
  const chosen = Object.entries(policies ?? {}).filter(([, value]) => value !== undefined);
  return { ...DEFAULT_POLICIES, ...Object.fromEntries(chosen) };
}
