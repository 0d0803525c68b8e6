import type { Comparison, ComparisonResult, RowLoad } from '../../contract/database.js';
import type { SqlColumn } from '../../contract/design.js';
import { readTable } from './catalog.js';
import { differs, isAbsent, sameKey } from './merge-statements.js';
import { quote, realName } from './names.js';
import { createRowSink } from './row-sink.js';
import { rollBack } from './server.js';
import type { MysqlSession } from './session.js';
import { dropStaging, makeStaging, nameStaged, planStaging, type Staging } from './staging.js';

const SNAPSHOT = 'dap_snapshot';
const CHANGED = 'dap_changed';
const MAX_SAMPLES = 20;

/** Holds a snapshot against the table, by set: the rows never leave the server. */
export async function createMysqlComparison(session: MysqlSession, columns: readonly SqlColumn[]): Promise<Comparison> {
  const snapshot = planStaging(SNAPSHOT, columns);
  const changed = planStaging(CHANGED, columns, 'key');
  return {
    snapshot: await stagingLoad(session, snapshot),
    changes: await stagingLoad(session, changed),
    result: () => compare(session, snapshot, changed),
    close: async () => {
      if (session.connection.isLost()) return;
      await rollBack(session.connection);
      await dropStaging(session, snapshot);
      await dropStaging(session, changed);
    },
  };
}

async function stagingLoad(session: MysqlSession, staging: Staging): Promise<RowLoad> {
  const { connection, table, replica } = session;
  const existing = (await readTable(connection, table, replica))?.columns ?? [];
  await makeStaging(session, staging, 'key', existing);
  const sink = createRowSink(session, staging.table, staging.targets, (message) => nameStaged(message, staging));
  return {
    beginFile: sink.beginFile,
    write: sink.write,
    endFile: sink.endFile,
    undoFile: sink.undoFile,
    undoAll: async () => {
      await sink.undoFile();
      await makeStaging(session, staging, 'key', existing);
      sink.reset();
    },
    abort: async () => {
      try {
        await sink.undoFile();
      } catch {
        // The temporary tables end with the connection.
        await connection.end();
      }
    },
  };
}

async function compare(session: MysqlSession, snapshot: Staging, changed: Staging): Promise<ComparisonResult> {
  const { connection } = session;
  const rest = snapshot.columns
    .filter(({ column }) => !column.isKey)
    .map((staged) => withoutLookup(staged.column, staged));
  const table = joinedTable(session, snapshot);
  const notChanged = isAbsent(changed, 'x');
  const both = `${table} JOIN ${quote(SNAPSHOT)} s ON ${sameKey(snapshot)} LEFT JOIN ${quote(CHANGED)} x ON ${sameCells(snapshot, 's')}`;
  const missing = `${quote(SNAPSHOT)} s LEFT JOIN ${quote(session.table)} t ON ${sameKey(snapshot)}
    LEFT JOIN ${quote(CHANGED)} x ON ${sameCells(snapshot, 's')}
    WHERE t.${quote(snapshot.key[0]?.column.name ?? '')} IS NULL AND ${notChanged}`;
  const surplus = `${quote(session.table)} t LEFT JOIN ${quote(SNAPSHOT)} s ON ${sameKey(snapshot)}
    LEFT JOIN ${quote(CHANGED)} x ON ${sameTable(snapshot)} WHERE ${isAbsent(snapshot, 's')} AND ${notChanged}`;
  const tests = rest.map(({ test }) => test);
  const anyDiffers = tests.length === 0 ? 'FALSE' : `(${tests.join(' OR ')})`;
  const sums = [
    `COUNT(*) AS both_rows`,
    `SUM(${anyDiffers}) AS different`,
    ...tests.map((test, i) => `SUM(${test}) AS d${i}`),
  ];
  const [counted] = await connection.query(`SELECT ${sums.join(', ')} FROM ${both} WHERE ${notChanged}`);
  const missingRows = await countOf(session, missing);
  const surplusRows = await countOf(session, surplus);
  const samples = [
    ...(await sampleKeys(session, snapshot, 's', missing)),
    ...(await sampleKeys(session, snapshot, 't', surplus)),
    ...(await sampleKeys(session, snapshot, 's', `${both} WHERE ${notChanged} AND ${anyDiffers}`)),
  ];
  const byColumn = rest
    .map(({ name }, index): [string, number] => [name, Number(counted?.[`d${index}`] ?? 0)])
    .filter(([, count]) => count > 0);
  return {
    compared: Number(counted?.['both_rows'] ?? 0) + missingRows,
    missing: missingRows,
    surplus: surplusRows,
    different: Number(counted?.['different'] ?? 0),
    byColumn: Object.fromEntries(byColumn),
    sampleKeys: samples.slice(0, MAX_SAMPLES),
  };
}

/** A column of keys of a table of values is compared by the value. */
function withoutLookup(column: SqlColumn, staged: Staging['columns'][number]): { name: string; test: string } {
  if (column.lookup === undefined) return { name: column.name, test: differs(staged) };
  const alias = `l_${staged.cell}`;
  const value = `${alias}.${quote(column.lookup.valueColumn)}`;
  return { name: column.name, test: `NOT (CAST(${value} AS BINARY) <=> CAST(s.${staged.cell} AS BINARY))` };
}

function joinedTable({ table }: MysqlSession, { columns }: Staging): string {
  const joins = columns.flatMap(({ column, cell }) => {
    if (column.lookup === undefined) return [];
    const alias = `l_${cell}`;
    return [
      `LEFT JOIN ${quote(realName(column.lookup))} ${alias} ON ${alias}.${quote(column.lookup.idColumn)} = t.${quote(column.name)}`,
    ];
  });
  return [`${quote(table)} t`, ...joins].join(' ');
}

function sameCells({ key }: Staging, alias: string): string {
  return key.map(({ cell }) => `x.${cell} = ${alias}.${cell}`).join(' AND ');
}

function sameTable({ key }: Staging): string {
  return key.map(({ column, cell }) => `x.${cell} = t.${quote(column.name)}`).join(' AND ');
}

async function countOf({ connection }: MysqlSession, from: string): Promise<number> {
  const [row] = await connection.query(`SELECT COUNT(*) AS number FROM ${from}`);
  return Number(row?.['number']);
}

async function sampleKeys(
  { connection }: MysqlSession,
  { key }: Staging,
  side: 's' | 't',
  from: string,
): Promise<string[]> {
  const texts = key.map(({ column, cell }) => keyText(column, side === 's' ? `s.${cell}` : `t.${quote(column.name)}`));
  const rows = await connection.query(
    `SELECT CONCAT_WS(', ', ${texts.join(', ')}) AS sample FROM ${from} LIMIT ${MAX_SAMPLES}`,
  );
  return rows.map((row) => String(row['sample']));
}

/** A key as text; an uuid with its dashes. */
function keyText(column: SqlColumn, value: string): string {
  if (column.type !== 'binary(16)') return `CAST(${value} AS CHAR)`;
  const hex = `LOWER(HEX(${value}))`;
  const parts = [
    `LEFT(${hex}, 8)`,
    `MID(${hex}, 9, 4)`,
    `MID(${hex}, 13, 4)`,
    `MID(${hex}, 17, 4)`,
    `RIGHT(${hex}, 12)`,
  ];
  return `CONCAT_WS('-', ${parts.join(', ')})`;
}
