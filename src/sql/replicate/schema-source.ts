import type { CompleteJob } from '../../dap/index.js';
import type { TableDesign } from '../contract/design.js';
import { designTable } from '../design/design-table.js';
import { hasFixedObject } from './fixed-object.js';
import type { TableWork } from './table-work.js';

/** The design of a table by the newest schema that is known; asked for again for a job of a later one. */
export class SchemaSource {
  readonly #work: TableWork;
  #design: TableDesign | undefined;

  constructor(work: TableWork) {
    this.#work = work;
  }

  /** @throws the errors of the client; CodedError `DAP_SCHEMA_UNUSABLE`. */
  async newest(): Promise<TableDesign> {
    this.#design ??= await this.#fetch();
    return this.#design;
  }

  /** The design that holds the rows of a job. */
  async forJob({ schema_version: version }: CompleteJob): Promise<TableDesign> {
    const known = await this.newest();
    if (known.schemaVersion >= version) return known;
    this.#design = await this.#fetch();
    const { schemaVersion } = this.#design;
    if (schemaVersion < version) {
      this.#work.tell.warn(
        `The files have version ${version} of the schema, and the service tells version ${schemaVersion}.`,
      );
    }
    return this.#design;
  }

  /** What a query has to know of the schema, see `ReadPlan`. */
  async facts(): Promise<{ readonly schemaVersion: number; readonly modesAreEqual: boolean }> {
    const { schemaVersion, columns } = await this.newest();
    return { schemaVersion, modesAreEqual: !hasFixedObject(columns) };
  }

  async #fetch(): Promise<TableDesign> {
    const { client, replica, database, options } = this.#work;
    const { namespace, table } = replica.ref;
    const { schema, version } = await client.getTableSchema(namespace, table, { signal: options.signal });
    return designTable(replica, schema, version, database.types);
  }
}
