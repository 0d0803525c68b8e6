import { type Column, type DapClient, readColumns } from '../../dap/index.js';
import type { Emulator } from '../../emulator/index.js';
import { expectedCell } from './cell-text.js';
import type { CellText } from './scratch.js';

/** A table as the service had it at an instant. */
export interface Truth {
  readonly columns: readonly Column[];
  /** Texts of the cells by column, by the text of the key. */
  readonly rows: ReadonlyMap<string, Readonly<Record<string, CellText>>>;
}

/** The present state of a table of the emulator. */
export async function truthOf(emulator: Emulator, client: DapClient, namespace: string, table: string): Promise<Truth> {
  const { schema } = await client.getTableSchema(namespace, table);
  const { columns } = readColumns({ namespace, table }, schema);
  const rows = new Map<string, Record<string, CellText>>();
  for await (const { key, value } of emulator.truth(namespace, table)) {
    const all: Readonly<Record<string, unknown>> = { ...key, ...value };
    const cells = Object.fromEntries(columns.map(({ name, type }) => [name, expectedCell(all[name], type)]));
    rows.set(keyText(columns, cells), cells);
  }
  return { columns, rows };
}

/** Texts of the key columns; the same for a row of the service and of a database. */
export function keyText(columns: readonly Column[], cells: Readonly<Record<string, CellText>>): string {
  const key = columns.filter(({ part }) => part === 'key').map(({ name }) => cells[name] ?? '');
  return key.join('\u0001');
}

/** What tables were like after each of their commits: a database is compared with the state at its own bookmark. */
export class TruthLog {
  readonly #emulator: Emulator;
  readonly #client: DapClient;
  readonly #states = new Map<string, { readonly from: string; readonly truth: Truth }[]>();

  constructor(emulator: Emulator, client: DapClient) {
    this.#emulator = emulator;
    this.#client = client;
  }

  /** Remembers the table as it is from now on; `from` is the instant of the commit that made it so. */
  async add(namespace: string, table: string, from: string): Promise<void> {
    const truth = await truthOf(this.#emulator, this.#client, namespace, table);
    const states = this.#states.get(`${namespace}.${table}`) ?? [];
    states.push({ from, truth });
    this.#states.set(`${namespace}.${table}`, states);
  }

  /** The table as it was at an instant, which has the form `2026-03-01T08:00:00.123456Z`. */
  at(namespace: string, table: string, instant: string): Truth {
    const states = this.#states.get(`${namespace}.${table}`) ?? [];
    const state = states.findLast(({ from }) => from <= instant);
    if (state === undefined) throw new Error(`Nothing is known of ${namespace}.${table} at ${instant}.`);
    return state.truth;
  }
}
