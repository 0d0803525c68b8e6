import { openDatabase, quoteName, quoteText } from '../../demo/duckdb.js';

/** What the program is given: the database, the columns by the order of the cells, the files of DAP. */
interface FloorRead {
  readonly file: string;
  /** The table of the floor in SQL. */
  readonly table: string;
  /** An empty type: the cell is of `meta`. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly files: readonly string[];
}

/**
 * DuckDB reading the files of DAP by itself into the table of the floor. It does not undo the escapes inside a text, nor
 * look whether a file is whole: both would cost it more. JSON stays a text for the same reason.
 */
const { file, table, columns, files } = JSON.parse(process.argv[2] ?? '') as FloorRead;
const types = columns.map(({ name, type }) => {
  const read = type === '' || type === 'JSON' || type.endsWith('[]') ? 'VARCHAR' : type;
  return `${quoteText(name)}: ${quoteText(read)}`;
});
const loaded = columns.filter(({ type }) => type !== '' && type !== 'JSON' && !type.endsWith('[]'));
const names = loaded.map(({ name }) => quoteName(name)).join(', ');
const options = [
  `columns = {${types.join(', ')}}`,
  'auto_detect = false',
  'header = true',
  `delim = ${quoteText('\t')}`,
  `quote = ''`,
  `escape = ''`,
  `nullstr = ${quoteText('\\N')}`,
  `max_line_size = ${2 ** 22}`,
];
const database = await openDatabase(file, 'READ_WRITE');
// As the replicator does: one thread costs least in all.
await database.connection.run('SET threads = 1');
await database.connection.run(
  `INSERT INTO ${table} (${names})
   SELECT ${names} FROM read_csv([${files.map(quoteText).join(', ')}], ${options.join(', ')})`,
);
database.close();
