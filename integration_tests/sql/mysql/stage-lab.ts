import { randomBytes } from 'node:crypto';
import type { Database, FreshLoad, Merge, TableSession } from '../../../src/sql/contract/database.js';
import type { SqlColumn } from '../../../src/sql/contract/design.js';
import type { LoadCell } from '../../../src/sql/contract/load-cell.js';
import type { StageRecord, StageSession } from '../../../src/sql/contract/stage.js';
import { VERSION } from '../../../src/version.js';
import { type Lab, USERS } from './mysql-lab.js';

/** A file of a job, with the order of its cells. */
export interface JobFile {
  readonly cells: readonly LoadCell[];
  readonly rows: readonly string[];
}

/** A stage for a job of as many files: `part-0`, `part-1`. */
export function newStage(columns: readonly SqlColumn[], files: number, more: Partial<StageRecord> = {}): StageRecord {
  const objectIds = Array.from({ length: files }, (_, place) => `part-${place}`);
  return { ...USERS, id: randomBytes(16).toString('hex'), objectIds, plan: '{}', columns, writtenBy: VERSION, ...more };
}

/** The cells of columns, behind others. */
export function cellsOf(columns: readonly SqlColumn[], lead: readonly LoadCell[] = []): readonly LoadCell[] {
  return [...lead, ...columns.map((each): LoadCell => ({ kind: 'column', column: each }))];
}

/** Rows in the load format. */
export function bytesOf(rows: readonly string[]): Buffer {
  return Buffer.from(rows.map((row) => `${row}\n`).join(''));
}

/** Adds a file, if it is not in the stage. */
export async function addFile(session: StageSession, objectId: string, { cells, rows }: JobFile): Promise<boolean> {
  if (!(await session.beginFile(objectId, cells))) return false;
  await session.write(bytesOf(rows), rows.length);
  await session.endFile(rows.length, `{"of":"${objectId}"}`);
  return true;
}

/** A session for a stage that must be there. */
export async function openStage(database: Database, stage: StageRecord): Promise<StageSession> {
  const opened = await database.openStage?.(stage);
  if (opened === undefined) throw new Error('the stage is gone');
  return opened.session;
}

/** What a session of this dialect does with stages. */
export function keeper(session: TableSession): Required<TableSession> {
  return session as Required<TableSession>;
}

/** A load takes the stage. */
export async function take(load: FreshLoad | Merge, stage: StageRecord): Promise<void> {
  if (load.takeStage === undefined) throw new Error('the load takes no stage');
  await load.takeStage(stage);
}

/** Makes a stage and fills it, the files in the order of `places`. */
export async function fillStage(
  database: Database,
  session: TableSession,
  stage: StageRecord,
  files: readonly JobFile[],
  places: readonly number[] = files.map((_, place) => place),
): Promise<void> {
  await keeper(session).createStage(stage);
  await using adding = await openStage(database, stage);
  for (const place of places) {
    const file = files[place];
    if (file !== undefined) await addFile(adding, `part-${place}`, file);
  }
}

/** Names of the tables of stages in the database. */
export async function stageTables(lab: Lab): Promise<string[]> {
  const rows = await lab.query("SHOW TABLES LIKE 'instructure\\_dap\\_\\_dap\\_stage\\_%'");
  const names = rows.map((row) => String(Object.values(row)[0]));
  return names.filter((name) => name !== 'instructure_dap__dap_stage_files');
}

/** Rows by file, as the ledgers say and as they are, at one instant: `id/place: rows`. */
export async function ledgerAndRows(lab: Lab): Promise<{ ledger: string[]; rows: string[] }> {
  await lab.query('START TRANSACTION WITH CONSISTENT SNAPSHOT');
  try {
    return await readBoth(lab);
  } finally {
    await lab.query('COMMIT');
  }
}

async function readBoth(lab: Lab): Promise<{ ledger: string[]; rows: string[] }> {
  const lines = await lab.query(
    'SELECT stage_id, place, file_rows FROM instructure_dap__dap_stage_files ORDER BY stage_id, place',
  );
  const rows: string[] = [];
  for (const table of await stageTables(lab)) {
    const found = await lab.query(`SELECT f, COUNT(*) AS number FROM \`${table}\` GROUP BY f ORDER BY f`);
    rows.push(...found.map((row) => `${table.slice(-32)}/${row['f']}: ${row['number']}`));
  }
  return {
    ledger: lines.map((line) => `${line['stage_id']}/${line['place']}: ${line['file_rows']}`),
    rows: rows.sort(),
  };
}

/** Waits until something is so. MariaDB renews its list of transactions only for who has not asked for 100 ms. */
export async function until<T>(find: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}
