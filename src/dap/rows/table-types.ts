import type { DapApi } from '../api.js';
import type { CallOptions } from '../client-options.js';
import type { TableRef } from '../table-ref.js';
import { cellTypesOf } from './cell-types.js';
import { readColumns, schemaUnusable } from './columns.js';
import { parseCsvRecord } from './parse-csv-record.js';
import { parseTsvRecord } from './parse-tsv-record.js';
import type { CellTypes } from './row-cells.js';

/** The types of a table's cells, asked for when they are needed, and again for a job of a later schema. */
export class TableTypes {
  readonly #api: DapApi;
  readonly #ref: TableRef;
  readonly #options: CallOptions;
  #known: { readonly version: number; readonly types: CellTypes } | undefined;

  constructor(api: DapApi, ref: TableRef, options: CallOptions) {
    this.#api = api;
    this.#ref = ref;
    this.#options = options;
  }

  /** The types of the cells of a job with this version of the schema. */
  async of(schemaVersion: number): Promise<CellTypes> {
    if (this.#known === undefined || this.#known.version < schemaVersion) {
      const { schema, version } = await this.#api.getTableSchema(this.#ref, this.#options);
      this.#known = { version, types: cellTypesOf(readColumns(this.#ref, schema)) };
    }
    return this.#known.types;
  }

  /**
   * The same for a file of a text format.
   *
   * @throws CodedError `DAP_SCHEMA_UNUSABLE` for a column that the schema does not have: its type would be a guess.
   */
  async ofFile(format: 'csv' | 'tsv', header: Buffer, schemaVersion: number): Promise<CellTypes> {
    const types = await this.of(schemaVersion);
    const { cells } = (format === 'csv' ? parseCsvRecord : parseTsvRecord)(header, 0);
    const unknown = cells.find((name) => name !== null && /^(?:key|value)\./.test(name) && !types.has(name));
    if (unknown == null) return types;
    throw schemaUnusable(
      this.#ref,
      `its ${format} file has a column ${unknown} that its schema lacks; jsonl needs no schema`,
    );
  }
}
