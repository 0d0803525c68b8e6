import type { SqlColumn } from '../../contract/design.js';
import { META_SCHEMA, stageTable } from '../../contract/names.js';
import { columnList } from './load-csv.js';
import { type Place, quoteName, quoteTable } from './names.js';
import type { RowSource } from './row-source.js';

/** Column of a stage for the place of a row in the job: see {@link partNumber}. No column of DAP has a point in its name. */
export const PART_COLUMN = 'dap.part';

/** A file of DAP comes in parts of some MiB; none has so many. */
const PARTS = 2 ** 20;

/** The number of a part of a file: the order of the numbers is that of the rows in the job. */
export function partNumber(file: number, part: number): number {
  return file * PARTS + part;
}

/** The file that a part belongs to. */
export function fileOfPart(number: number): number {
  return Math.floor(number / PARTS);
}

/** Where the rows of a stage lie. */
export function stagePlace(catalog: string, id: string): Place {
  return { catalog, schema: META_SCHEMA, table: stageTable(id) };
}

/** Makes the table of a stage. */
export function createStageTable(place: Place, columns: readonly SqlColumn[]): string {
  return `CREATE TABLE ${quoteTable(place)} (${columnList(columns)}, ${quoteName(PART_COLUMN)} BIGINT NOT NULL)`;
}

/** The rows as those of a part of a stage. */
export function ofPart(source: RowSource, number: number): RowSource {
  return { ...source, names: [...source.names, PART_COLUMN], values: [...source.values, String(number)] };
}
