import type { Emulator } from '../../emulator/index.js';
import type { AirbyteStream } from '../../protocol/catalog.js';
import { NAMESPACE } from './campus.js';
import type { CommandOutput, StreamOutput } from './read-output.js';
import { step } from './step.js';
import type { StreamSummary } from './summary.js';
import { verifyTable } from './verify-table.js';
import { Warehouse, type WarehouseTable } from './warehouse.js';
import type { Workspace } from './workspace.js';

/** Loads two reads into DuckDB, and compares its tables with what the server holds. */
export async function reconcile(
  workspace: Workspace,
  emulator: Emulator,
  streams: readonly AirbyteStream[],
  reads: readonly [CommandOutput, CommandOutput],
): Promise<readonly StreamSummary[]> {
  const warehouse = await Warehouse.create(workspace.path('warehouse.duckdb'));
  try {
    const tables = await step('Loading both reads into DuckDB', () => load(warehouse, streams, reads));
    return await step('Comparing DuckDB with the server, value by value', () =>
      compare(warehouse, tables, emulator, reads),
    );
  } finally {
    warehouse.close();
  }
}

type Tables = readonly (readonly [AirbyteStream, WarehouseTable])[];

async function load(
  warehouse: Warehouse,
  streams: readonly AirbyteStream[],
  reads: readonly CommandOutput[],
): Promise<Tables> {
  const tables: [AirbyteStream, WarehouseTable][] = [];
  for (const stream of streams) {
    const table = await warehouse.createTable(stream);
    tables.push([stream, table]);
    for (const read of reads) {
      const { records, recordFile } = outputOf(stream, read);
      if (records > 0) await warehouse.apply(table, recordFile);
    }
  }
  return tables;
}

async function compare(
  warehouse: Warehouse,
  tables: Tables,
  emulator: Emulator,
  [first, second]: readonly [CommandOutput, CommandOutput],
): Promise<readonly StreamSummary[]> {
  const summaries: StreamSummary[] = [];
  for (const [stream, table] of tables) {
    const truth = emulator.truth(NAMESPACE, stream.name);
    const verification = await verifyTable(warehouse.connection, table, truth);
    summaries.push({ first: outputOf(stream, first), second: outputOf(stream, second), verification });
  }
  return summaries;
}

function outputOf(stream: AirbyteStream, read: CommandOutput): StreamOutput {
  const found = read.streams.find(
    ({ descriptor }) => descriptor.name === stream.name && descriptor.namespace === stream.namespace,
  );
  if (found === undefined) throw new Error(`A read says nothing of stream ${stream.name}.`);
  return found;
}
