import type { AirbyteStream } from '../../protocol/catalog.js';
import { type Column, columnsOf } from './column-types.js';
import { type Database, openDatabase, quoteName, quoteText } from './duckdb.js';

const DELETED_AT = '_ab_cdc_deleted_at';

/** A table of the warehouse, made from a stream. */
export interface WarehouseTable {
  /** Quoted. */
  readonly name: string;
  readonly columns: readonly Column[];
}

/** The destination: one typed table a stream, kept in step by upserts and deletes. */
export class Warehouse {
  readonly #database: Database;

  private constructor(database: Database) {
    this.#database = database;
  }

  /** Creates the file. */
  static async create(file: string): Promise<Warehouse> {
    return new Warehouse(await openDatabase(file, 'READ_WRITE'));
  }

  get connection(): Database['connection'] {
    return this.#database.connection;
  }

  /** Makes the table of a stream: column types from its schema, its primary key enforced. */
  async createTable(stream: AirbyteStream): Promise<WarehouseTable> {
    const columns = columnsOf(stream);
    const name = quoteName(stream.name);
    const keys = columns.filter(({ isKey }) => isKey);
    const lines = columns.map((column) => `${quoteName(column.name)} ${column.type}`);
    if (keys.length > 0) lines.push(`PRIMARY KEY (${names(keys)})`);
    await this.connection.run(`CREATE TABLE ${name} (${lines.join(', ')})`);
    return { name, columns };
  }

  /**
   * Applies RECORD lines to a table: rows are inserted or replaced by their key, records of deletions remove them.
   * DuckDB parses the lines itself, so that no number passes through a double on its way.
   */
  async apply(table: WarehouseTable, recordFile: string): Promise<void> {
    const data = table.columns.map((column) => `${quoteName(column.name)} ${column.type}`).join(', ');
    const shape = `{record: 'STRUCT(data STRUCT(${data.replaceAll("'", "''")}))'}`;
    const options = `format = 'newline_delimited', columns = ${shape}, maximum_object_size = 67108864`;
    const on = table.columns.filter(({ isKey }) => isKey).map(({ name }) => quoteName(name));
    await this.connection.run(`
      MERGE INTO ${table.name} AS present
      USING (SELECT unnest(record.data) FROM read_json(${quoteText(recordFile)}, ${options})) AS arrived
      USING (${on.join(', ')})
      WHEN MATCHED AND arrived.${DELETED_AT} IS NOT NULL THEN DELETE
      WHEN MATCHED THEN UPDATE
      WHEN NOT MATCHED AND arrived.${DELETED_AT} IS NULL THEN INSERT`);
  }

  close(): void {
    this.#database.close();
  }
}

function names(columns: readonly Column[]): string {
  return columns.map(({ name }) => quoteName(name)).join(', ');
}
