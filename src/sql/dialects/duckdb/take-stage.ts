import { CodedError } from '../../../errors.js';
import type { SqlColumn } from '../../contract/design.js';
import type { StagedFile, StageRecord } from '../../contract/stage.js';
import { holds } from './compare-types.js';
import type { Connection } from './connection.js';
import { ACTION_COLUMN, INSTANT_COLUMN } from './load-csv.js';
import { largestVectorOf, needToMerge } from './memory-need.js';
import { type Place, plainName, quoteName, quoteTable } from './names.js';
import type { RowSource } from './row-source.js';
import type { SessionParts } from './session-parts.js';
import type { StagedRows } from './spooled-rows.js';
import { fileOfPart, PART_COLUMN, stagePlace } from './stage-table.js';

/** What takes the rows of a stage. */
export interface StageTaker {
  readonly columns: readonly SqlColumn[];
  /** It has columns for `meta.ts` and `meta.action`. */
  readonly isStaging: boolean;
}

/**
 * The rows of a stage, file by file in the order of the job: each part of a file lies together, so that no statement has
 * to sort.
 *
 * @throws CodedError `SQL_ROW_REFUSED` when a column cannot have its values exactly as they came, or the stage does not
 * hold what its ledger says.
 */
export async function stagedRows(
  parts: SessionParts,
  stage: StageRecord,
  taker: StageTaker,
): Promise<readonly StagedRows[]> {
  const { connection, file, meta, place, run } = parts;
  const table = stagePlace(file.catalog, stage.id);
  const source = sourceOf(table, stage, taker, plainName(place));
  const ledger = await meta.stages.files(run, stage);
  const missing = new Set(stage.objectIds).size - ledger.length;
  if (missing > 0) throw damaged(place, table, `${missing} of its files are not in it`);
  const partsOf = await readParts(connection, table);
  const vectorBytes = await largestVectorOf(connection, table);
  return ledger.map((line) => {
    const inFile = partsOf.get(stage.objectIds.indexOf(line.objectId)) ?? [];
    refuseOthers(place, table, line, inFile);
    return { parts: inFile.map(({ number }) => ofPart(source, number, vectorBytes)), rows: line.rows, vectorBytes };
  });
}

interface Part {
  readonly number: number;
  readonly rows: number;
}

/** The parts of a stage by the place of their file. */
async function readParts(connection: Connection, table: Place): Promise<ReadonlyMap<number, readonly Part[]>> {
  const found = await connection.query(
    `SELECT ${quoteName(PART_COLUMN)} AS number, count(*) AS rows FROM ${quoteTable(table)} GROUP BY 1 ORDER BY 1`,
  );
  const byFile = new Map<number, Part[]>();
  for (const row of found) {
    const part = { number: Number(row['number']), rows: Number(row['rows']) };
    const file = byFile.get(fileOfPart(part.number));
    if (file === undefined) byFile.set(fileOfPart(part.number), [part]);
    else file.push(part);
  }
  return byFile;
}

function ofPart(source: Omit<RowSource, 'need'>, part: number, vectorBytes: number): RowSource {
  return {
    ...source,
    from: `${source.from} WHERE ${quoteName(PART_COLUMN)} = ${part}`,
    need: (columns) => needToMerge(columns, vectorBytes),
  };
}

function sourceOf(
  table: Place,
  stage: StageRecord,
  { columns, isStaging }: StageTaker,
  label: string,
): Omit<RowSource, 'need'> {
  const staged = new Map(stage.columns.map(({ name, type }) => [name, type]));
  const taken = columns.flatMap((column) => {
    const from = staged.get(column.name);
    return from === undefined ? [] : [{ name: column.name, value: carried(column, from, label) }];
  });
  const beside = isStaging ? [INSTANT_COLUMN, ACTION_COLUMN] : [];
  return {
    names: [...taken.map(({ name }) => name), ...beside],
    values: [...taken.map(({ value }) => value), ...beside.map(quoteName)],
    from: quoteTable(table),
  };
}

/** The value of a staged column. A FLOAT goes by its text: it is then what the service wrote. */
function carried({ name, type }: SqlColumn, from: string, label: string): string {
  if (from === type) return quoteName(name);
  if (isExact(type, from)) return `CAST(${quoteName(name)} AS ${type})`;
  if (from === 'FLOAT' && type === 'DOUBLE') return `CAST(CAST(${quoteName(name)} AS VARCHAR) AS DOUBLE)`;
  throw new CodedError('SQL_ROW_REFUSED', {
    message: `${label}, column ${name}: the stage has its values as ${from}, which cannot become ${type} exactly as they came.`,
    details: { table: label, column: name },
  });
}

/** Exact numbers, and lists of them, of which every value fits. */
function isExact(to: string, from: string): boolean {
  if (to.endsWith('[]') && from.endsWith('[]')) return isExact(to.slice(0, -2), from.slice(0, -2));
  return /^(SMALLINT|INTEGER|BIGINT|DECIMAL\(.*\))$/.test(to) && holds(to, from);
}

function refuseOthers(place: Place, table: Place, line: StagedFile, found: readonly Part[]): void {
  const rows = found.reduce((sum, part) => sum + part.rows, 0);
  if (rows === line.rows) return;
  throw damaged(place, table, `it holds ${rows} rows of the file ${line.objectId}, which has ${line.rows}`);
}

function damaged(place: Place, table: Place, reason: string): CodedError {
  const label = plainName(place);
  return new CodedError('SQL_ROW_REFUSED', {
    message: `${label}: its stage ${plainName(table)} cannot be used: ${reason}.`,
    details: { table: label },
  });
}
