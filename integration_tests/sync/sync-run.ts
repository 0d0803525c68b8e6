import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DialectName } from '../../src/sql/index.js';
import type { DatabaseLab } from '../cli-database/database-lab.js';

/** The history in the words of each database. */
const HISTORY: Readonly<Record<DialectName, string>> = {
  postgresql: 'instructure_dap.dap_history',
  mysql: 'instructure_dap__dap_history',
  duckdb: 'instructure_dap.dap_history',
};

/** Statuses of tables by their names, out of the JSON lines of a run. */
export function statusesOf(lines: readonly Readonly<Record<string, unknown>>[]): Record<string, unknown> {
  return Object.fromEntries(lines.map((line) => [`${line['namespace']}.${line['table']}`, line['status']]));
}

/** What the history has of a lab: `table status`, sorted. */
export async function historyOf({ scratch }: DatabaseLab): Promise<readonly string[]> {
  const rows = await scratch.query(`select source_table, status from ${HISTORY[scratch.dialect]}`);
  return rows.map((row) => `${row['source_table']} ${row['status']}`).sort();
}

/** True once the log of a lab holds `text` so many times. The log has the lines of all its programs. */
export function logged(lab: DatabaseLab, text: string, times = 1): () => Promise<boolean> {
  return async () => {
    const log = await readFile(join(lab.folder, 'dap.log'), 'utf8').catch(() => '');
    return log.split(text).length > times;
  };
}
