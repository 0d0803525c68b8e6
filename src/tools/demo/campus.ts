import { type Emulator, startEmulator } from '../../emulator/index.js';

/** The namespace of the demo. */
export const NAMESPACE = 'canvas';

/** Rows of the demo's tables at the start. */
const TABLE_ROWS: Readonly<Record<string, number>> = {
  users: 4000,
  courses: 300,
  enrollments: 12_000,
  submissions: 25_000,
};

/** Tables of the demo. */
export const TABLES: readonly string[] = Object.keys(TABLE_ROWS);

/**
 * Starts the server: limits on, and a clock that runs sixty times faster, so that two reads within a minute need
 * not wait for the five queries a minute.
 */
export async function openCampus(dataDir: string): Promise<Emulator> {
  const tables = Object.entries(TABLE_ROWS).map(([table, rows]) => [`${NAMESPACE}.${table}`, rows]);
  return await startEmulator({
    limits: true,
    speed: 60,
    objectRows: 5000,
    namespaces: [NAMESPACE],
    tables: Object.fromEntries(tables),
    dataDir,
  });
}

/**
 * Updates 2 % of the rows of each table, deletes 1 %, adds 1 %.
 *
 * @returns the instant of the commit by table: where the next read must end.
 */
export async function changeCampus(emulator: Emulator): Promise<ReadonlyMap<string, string>> {
  const instants = new Map<string, string>();
  for (const [table, rows] of Object.entries(TABLE_ROWS)) {
    const share = (percent: number): number => Math.ceil((rows * percent) / 100);
    const changes = { updates: share(2), deletes: share(1), inserts: share(1) };
    instants.set(table, emulator.commit({ namespace: NAMESPACE, table, ...changes }).at);
  }
  return instants;
}
