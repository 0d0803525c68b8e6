import type { SyncEvent, SyncTable, TableOutcome } from '../contract/events.js';

export const USERS: SyncTable = { namespace: 'canvas', table: 'users', schema: 'canvas' };
export const COURSES: SyncTable = { namespace: 'canvas', table: 'courses', schema: 'canvas' };

/** An outcome of a table that is synchronized, at an instant. */
export function outcomeOf(table: SyncTable, endedAt: string, more: Partial<TableOutcome> = {}): TableOutcome {
  return {
    table,
    action: 'synchronize',
    status: 'synchronized',
    startedAt: new Date(Date.parse(endedAt) - 2000).toISOString(),
    endedAt,
    timestamp: '2026-03-01T08:00:00.5Z',
    schemaVersion: 1,
    upserted: 7,
    deleted: 1,
    changes: [],
    ...more,
  };
}

/** An outcome of a table that failed. */
export function failureOf(table: SyncTable, endedAt: string): TableOutcome {
  return outcomeOf(table, endedAt, {
    ...{ status: 'failed', upserted: 0, deleted: 0, timestamp: undefined },
    ...{ code: 'DAP_JOB_FAILED', reason: 'canvas.users: the job failed', advice: 'Try again.' },
  });
}

/** A run begins with tables. */
export function runOf(run: string, due: string, tables: readonly SyncTable[]): SyncEvent {
  return {
    ...{ type: 'run-begin', run, due, reason: 'schedule' },
    tables: tables.map((table) => ({ ...table, action: 'synchronize' })),
  };
}

/** A table of a run has ended. */
export function tableEnd(run: string, outcome: TableOutcome): SyncEvent {
  return { type: 'table-end', run, outcome };
}

/** A run has ended. */
export function runEnd(run: string, endedAt: string, failure?: { code: string; message: string }): SyncEvent {
  const outcome = { startedAt: endedAt, endedAt, isCutShort: false, tables: {} };
  return { type: 'run-end', run, outcome: failure === undefined ? outcome : { ...outcome, failure } };
}
