import { openDatabase, quoteName, quoteText } from '../../demo/duckdb.js';
import { WIDE_COLUMNS, type WideType } from './wide-table.js';

const SQL_TYPES: Readonly<Record<WideType, string>> = {
  count: 'INTEGER',
  id: 'BIGINT',
  text: 'VARCHAR',
  score: 'DOUBLE',
  flag: 'BOOLEAN',
  instant: 'VARCHAR',
};

/**
 * DuckDB doing what a read does: rows of files become flat JSON objects with typed columns. Arguments: the named pipe to
 * write to, the files.
 */
const [target = '', ...paths] = process.argv.slice(2);
const value = WIDE_COLUMNS.map(({ name, type }) => `${quoteName(name)} ${SQL_TYPES[type]}`).join(', ');
const columns = `{meta: 'STRUCT(ts VARCHAR)', key: 'STRUCT(id BIGINT)', value: ${quoteText(`STRUCT(${value})`)}}`;
const source = `read_json([${paths.map(quoteText).join(', ')}], format = 'newline_delimited', columns = ${columns})`;
const database = await openDatabase(':memory:', 'READ_WRITE');
await database.connection.run('SET threads = 1');
await database.connection.run(
  `COPY (SELECT key.id AS id, value.*, meta.ts AS _ab_cdc_updated_at FROM ${source}) TO ${quoteText(target)} (FORMAT json)`,
);
database.close();
