import { randomUUID } from 'node:crypto';
import type { Insertable } from 'kysely';
import type { HistoryLine, HistoryStore } from '../contract/history.js';
import type { RunSql } from '../contract/meta.js';
import type { DialectName } from '../contract/names.js';
import { runQuery } from './compiled.js';
import { historyTableStatements } from './create-history-table.js';
import { makeTable, tableNames } from './create-tables.js';
import { columnText, cutInstant } from './instant-text.js';
import { bareName, createMetaBuilder, type HistoryRow, type MetaBuilder } from './meta-schema.js';

/** Does work on a connection that is about no table. */
type WithConnection = <T>(work: (run: RunSql) => Promise<T>) => Promise<T>;

/** The history of a dialect, on connections that `within` gives. */
export function createHistory(dialect: DialectName, within: WithConnection): HistoryStore {
  const meta = createMetaBuilder(dialect);
  let isThere = false;
  const make = async (run: RunSql): Promise<void> => {
    if (isThere) return;
    const statements = historyTableStatements(meta);
    if (!(await hasTable(run, meta))) await makeTable(run, meta, statements);
    isThere = true;
  };
  return {
    append: async (line) => {
      await within(async (run) => {
        await make(run);
        await runQuery(run, meta.db.insertInto(meta.history).values(rowOf(line)));
      });
    },
    entries: async (filter) => {
      return await within(async (run) => ((await hasTable(run, meta)) ? await readEntries(run, meta, filter) : []));
    },
    prune: async (bounds) => {
      await within(async (run) => {
        if (await hasTable(run, meta)) await prune(run, meta, bounds);
      });
    },
  };
}

async function hasTable(run: RunSql, meta: MetaBuilder): Promise<boolean> {
  return (await tableNames(run, meta)).has(bareName(meta.history));
}

async function readEntries(
  run: RunSql,
  { db, history }: MetaBuilder,
  { table, limit }: Parameters<HistoryStore['entries']>[0],
): Promise<readonly string[]> {
  const rows = await runQuery(
    run,
    db
      .selectFrom(history)
      .select('entry')
      .$if(table !== undefined, (all) =>
        all
          .where('source_namespace', '=', table?.namespace ?? '')
          .where('source_table', '=', table?.table ?? '')
          .where('target_schema', '=', table?.schema ?? ''),
      )
      .orderBy('ended_at', 'desc')
      .orderBy('id')
      .limit(limit),
  );
  return rows.map((row) => String(row['entry']));
}

async function prune(
  run: RunSql,
  { db, history }: MetaBuilder,
  { endedBefore, keep }: Parameters<HistoryStore['prune']>[0],
): Promise<void> {
  await runQuery(run, db.deleteFrom(history).where('ended_at', '<', instantOf(endedBefore)));
  const surplus = db.selectFrom(history).select('id').orderBy('ended_at', 'desc').orderBy('id').offset(keep);
  for (;;) {
    const rows = await runQuery(run, surplus.limit(PIECE));
    const ids = rows.map((row) => String(row['id']));
    if (ids.length > 0) await runQuery(run, db.deleteFrom(history).where('id', 'in', ids));
    if (ids.length < PIECE) return;
  }
}

/** Lines that are removed by one statement. */
const PIECE = 1000;

function rowOf(line: HistoryLine): Insertable<HistoryRow> {
  const { ref, schema, run, action, status, startedAt, endedAt, upserted, deleted, entry } = line;
  return {
    id: randomUUID(),
    run_id: run,
    source_namespace: ref.namespace,
    source_table: ref.table,
    target_schema: schema,
    action,
    status,
    started_at: instantOf(startedAt),
    ended_at: instantOf(endedAt),
    rows_written: upserted,
    rows_deleted: deleted,
    entry,
  };
}

function instantOf(text: string): string {
  return columnText(cutInstant(text, 6));
}
