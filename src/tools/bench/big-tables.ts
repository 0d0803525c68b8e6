import type { EmulatorOptions } from '../../emulator/index.js';

/** Four tables at a time is the connector's default. */
export const TABLES = ['submissions', 'enrollments', 'users', 'scores'] as const;
/** Bytes of a row as JSON, roughly: only to find how many rows make the gigabytes asked for. */
const ROW_BYTES: Readonly<Record<(typeof TABLES)[number], number>> = {
  submissions: 850,
  enrollments: 600,
  users: 500,
  scores: 400,
};
const OBJECT_ROWS = 250_000;

/** Tables that hold so many GiB of raw rows together. */
export function bigTables(gib: number): Pick<EmulatorOptions, 'tables' | 'namespaces' | 'objectRows'> {
  const bytes = (gib * 2 ** 30) / TABLES.length;
  const sizes = TABLES.map((table) => [`canvas.${table}`, Math.ceil(bytes / ROW_BYTES[table])] as const);
  return { tables: Object.fromEntries(sizes), namespaces: ['canvas'], objectRows: OBJECT_ROWS };
}
