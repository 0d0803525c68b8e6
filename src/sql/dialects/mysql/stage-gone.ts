import { CodedError } from '../../../errors.js';
import type { StageRecord } from '../../contract/stage.js';
import { hasErrno } from './errors.js';
import type { MysqlSession } from './session.js';

const NO_SUCH_TABLE = 1146;

/** Does something with the table of a stage; tells where the stage was dropped meanwhile. */
export async function tellGone<T>(session: MysqlSession, stage: StageRecord, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw hasErrno(error, NO_SUCH_TABLE) ? goneError(session, stage, error) : error;
  }
}

/** The error for a stage that was dropped. */
export function goneError({ subject }: MysqlSession, { id }: StageRecord, cause?: unknown): CodedError {
  return new CodedError('SQL_STATEMENT', {
    message: `${subject}: the stage is gone: another process has loaded or dropped the stage ${id}. Synchronize the table again.`,
    failureType: 'transient_error',
    ...(cause === undefined ? {} : { cause }),
  });
}
