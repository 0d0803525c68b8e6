import { uniqueIndexError } from './unique-index-error.js';

/** Values cannot be taken out of the way in one of the ways that there are; the message says why. */
export class NoWay extends Error {
  override readonly name = 'NoWay';
}

/** How a database takes values of unique indexes out of the way. */
export interface WaysOfDatabase<MakeWay> {
  /** The table, as the database calls it. */
  readonly table: string;
  /** In the order in which they are tried. */
  readonly ways: readonly {
    /** Runs before the transaction. */
    readonly prepare?: () => Promise<void>;
    readonly makeWay: MakeWay;
  }[];
  /** The index of the user that an error is about; undefined for any other error. */
  violatedIndex(error: unknown): Promise<string | undefined>;
  /** Whether the error of the server means that a way does not help. */
  isHindrance(error: unknown): boolean;
  /** Why a way does not help, by such an error; undefined where there is nothing to say. */
  reasonOf(error: unknown): string | undefined;
}

/**
 * Runs the transaction of a merge. It writes one row after the other, so a value that moves between rows violates a unique
 * index of the user for a moment, although the rows as a whole do not. The transaction is then repeated, with values
 * taken out of the way in one way after the other. Without a violation it runs once, as it is.
 *
 * @param attempt - the whole transaction; undone where it throws
 * @throws CodedError `SQL_UNIQUE_INDEX` when the index does not allow the rows in the end.
 */
export async function makingWay<MakeWay, T>(
  database: WaysOfDatabase<MakeWay>,
  attempt: (makeWay: MakeWay | undefined) => Promise<T>,
): Promise<T> {
  let index: string;
  try {
    return await attempt(undefined);
  } catch (error) {
    const found = await database.violatedIndex(error);
    if (found === undefined) throw error;
    index = found;
  }
  let reason: string | undefined;
  for (const { prepare, makeWay } of database.ways) {
    try {
      await prepare?.();
      return await attempt(makeWay);
    } catch (error) {
      if (!(error instanceof NoWay) && !database.isHindrance(error)) throw error;
      const violated = await database.violatedIndex(error);
      reason = violated === undefined ? reasonOf(database, error) : undefined;
      index = violated ?? index;
    }
  }
  throw uniqueIndexError(database.table, index, reason);
}

function reasonOf(database: WaysOfDatabase<unknown>, error: unknown): string | undefined {
  if (!(error instanceof NoWay)) return database.reasonOf(error);
  return error.message === '' ? undefined : error.message;
}
