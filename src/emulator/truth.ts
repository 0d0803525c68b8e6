import type { RowValue, TruthRow } from './emulator.js';
import { encodeValue } from './encode/jsonl.js';
import { presentRows } from './encode/table-text.js';
import type { RowGenerator } from './generator/row-generator.js';
import { formatInstant } from './instant.js';
import type { ServerState } from './server-state.js';
import type { TableView } from './store/table-view.js';
import { instantOf } from './store/table-view.js';

/** Rows between two moments at which others may run. */
const STRIDE = 200;
/** Characters of one piece of {@link truthLines}. */
const PORTION = 64 * 1024;

/** The present rows of a table, each once, in the order of their creation; commits made meanwhile are not seen. */
export async function* truthRows(state: ServerState, namespace: string, table: string): AsyncGenerator<TruthRow> {
  const view = state.tables.get(namespace, table).view(state.clock.nowMicros());
  const generator = state.tables.generator(view.fact);
  let made = 0;
  for (const index of presentRows(view, 0, view.rows)) {
    made += 1;
    if (made % STRIDE === 0) await new Promise<void>((resolve) => setImmediate(resolve));
    yield truthRow(view, generator, index);
  }
}

function truthRow(view: TableView, generator: RowGenerator, index: number): TruthRow {
  const at = instantOf(view, index);
  generator.fill(index, view.changes.get(index)?.version ?? 0, at);
  const key: Record<string, RowValue> = {};
  const value: Record<string, RowValue> = {};
  generator.columns.forEach((column, n) => {
    const made = generator.values[n];
    if (made !== undefined) (column.key ? key : value)[column.name] = made;
  });
  return { key, value, ts: formatInstant(at) };
}

/** The same as lines of JSON, several a piece. */
export async function* truthLines(state: ServerState, namespace: string, table: string): AsyncGenerator<string> {
  let text = '';
  for await (const row of truthRows(state, namespace, table)) {
    text += `{"key":${encodeValue(row.key)},"value":${encodeValue(row.value)},"ts":"${row.ts}"}\n`;
    if (text.length < PORTION) continue;
    yield text;
    text = '';
  }
  yield text;
}
