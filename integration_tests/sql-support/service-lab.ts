import { readColumns } from '../../src/dap/index.js';
import {
  DatabaseConnection,
  type ReplicationOptions,
  type ReplicationResult,
  SqlReplicator,
  type SynchronizeOptions,
} from '../../src/sql/index.js';
import { storedCell } from '../../src/tools/sql-truth/cell-text.js';
import type { CellText, ReadTable, Scratch } from '../../src/tools/sql-truth/scratch.js';
import { NAMESPACE, TABLE, TableService } from './table-service.js';
import type { Target } from './targets.js';

/** The table service, an empty database and the replicator between them. */
export class ServiceLab {
  readonly service: TableService;
  readonly scratch: Scratch;

  private constructor(service: TableService, scratch: Scratch) {
    this.service = service;
    this.scratch = scratch;
  }

  static async start(target: Target): Promise<ServiceLab> {
    return new ServiceLab(await TableService.start(), await target.scratch());
  }

  async close(): Promise<void> {
    await this.service.close();
    await this.scratch.close();
  }

  initialize(options: ReplicationOptions = {}): Promise<ReplicationResult> {
    return this.#replicate((replicator) => replicator.initialize(NAMESPACE, TABLE, options));
  }

  synchronize(options: SynchronizeOptions = {}): Promise<ReplicationResult> {
    return this.#replicate((replicator) => replicator.synchronize(NAMESPACE, TABLE, options));
  }

  async #replicate<T>(work: (replicator: SqlReplicator) => Promise<T>): Promise<T> {
    await this.scratch.pause();
    const database = new DatabaseConnection(this.scratch.url);
    try {
      return await work(new SqlReplicator(this.service.client, database));
    } finally {
      await database.close();
    }
  }

  /** The table of the database, as it is. */
  async table(): Promise<ReadTable> {
    const table = await this.scratch.read(NAMESPACE, TABLE);
    if (table === undefined) throw new Error('The table does not exist.');
    return table;
  }

  /** The cells of one column by those of the key, in the form of `expectedCell`. */
  async cells(key: string, column: string): Promise<Readonly<Record<string, CellText>>> {
    const { columns, rows } = await this.table();
    const { schema } = await this.service.client.getTableSchema(NAMESPACE, TABLE);
    const known = readColumns({ namespace: NAMESPACE, table: TABLE }, schema).columns;
    const at = (name: string): number => columns.findIndex((candidate) => candidate.name === name);
    const type = known.find(({ name }) => name === column)?.type ?? { kind: 'text' };
    return Object.fromEntries(
      rows.map((row) => [
        row[at(key)] ?? '',
        storedCell(row[at(column)] ?? null, type, columns[at(column)]?.type ?? ''),
      ]),
    );
  }
}
