import { existsSync } from 'node:fs';
import { errorText } from '../../errors.js';
import { formatCount, formatSeconds } from './figures.js';
import { formatRows } from './format-rows.js';
import { openReplica, REPLICA_FILE } from './replica.js';
import { complain, endWithReader, paint, say } from './terminal.js';

/** Rows that are shown at most. */
const MAX_ROWS = 1000;
const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

endWithReader();
process.exitCode = await main(process.argv.slice(2).join(' ').trim());

/** Runs one query on the file that the demo left, and prints the answer. */
async function main(sql: string): Promise<number> {
  if (sql === '') {
    complain('Usage: npm run sql -- "select count(*) from submissions"');
    return EXIT_USAGE;
  }
  if (!existsSync(REPLICA_FILE)) {
    complain('There is no data yet: demo/canvas.duckdb does not exist. Run "npm run demo" first, which makes it.');
    return EXIT_FAILED;
  }
  try {
    await answer(sql);
    return 0;
  } catch (error) {
    complain(errorText(error));
    return EXIT_FAILED;
  }
}

async function answer(sql: string): Promise<void> {
  const database = await openReplica();
  try {
    const startedAt = performance.now();
    const reader = await database.connection.streamAndReadUntil(sql, MAX_ROWS);
    const elapsed = formatSeconds(performance.now() - startedAt);
    const rows = reader.getRows().slice(0, MAX_ROWS);
    for (const line of formatRows(reader.columnNames(), rows)) say(line);
    const more = reader.currentRowCount > MAX_ROWS || !reader.done ? ', and there are more' : '';
    say(paint('dim', `${formatCount(rows.length)} ${rows.length === 1 ? 'row' : 'rows'}${more} · ${elapsed}`));
  } finally {
    database.close();
  }
}
