import { parseTsvRecord, RowFault } from '../../dap/index.js';
import type { LoadFormat, TimestampForm } from '../contract/cell-form.js';
import type { SqlColumn } from '../contract/design.js';
import type { LoadCell } from '../contract/load-cell.js';
import type { RewriterOptions } from '../contract/rewriter.js';
import { type ByteCheck, SURPRISE } from './ascii.js';
import { fastRoads } from './cell-plan.js';
import { instantCheck } from './checks/instants.js';
import { encodeCell } from './codec.js';
import { type ConvertCell, cellConverter } from './convert/cell.js';
import { convertTimestamp } from './convert/instant.js';
import { emptyValue } from './empty-value.js';
import { ColumnRules } from './rules.js';
import { instantWriter, type WriteCell } from './write-cell.js';

/** What is done with the cells at one place of the rows. */
export interface CellPlan {
  readonly role: 'column' | 'instant' | 'action' | 'unknown';
  readonly column: SqlColumn | undefined;
  readonly isKey: boolean;
  /** The rows that are made lack the cell. */
  readonly isDropped: boolean;
  /** The tab to go with a dropped cell is the one before it: a cell before it stays. */
  readonly followsKept: boolean;
  readonly check: ByteCheck;
  readonly accept: ByteCheck | undefined;
  readonly write: WriteCell | undefined;
  readonly convert: ConvertCell;
  readonly takesNull: boolean;
  /** Written where a value is missing and `takesNull` is false. */
  readonly missing: string;
  readonly rules: ColumnRules;
}

/** The plan of a file. */
export interface HeaderPlan {
  readonly plans: readonly CellPlan[];
  readonly cells: readonly LoadCell[];
  readonly unknownColumns: readonly string[];
  /** Place of `meta.action`, or -1. */
  readonly actionAt: number;
}

const INSTANT_NAME = 'meta.ts';
const ACTION_NAME = 'meta.action';

/**
 * Reads the header of a file.
 *
 * @throws RowFault when it lacks what every file of its kind has, or names a column twice.
 */
export function planHeader(options: RewriterOptions): HeaderPlan {
  const header = Buffer.from(options.header);
  const names = parseTsvRecord(header, 0).cells.map((name) => name ?? '');
  checkNames(names, header, options);
  const byName = new Map(options.columns.map((column) => [column.headerName, column]));
  let followsKept = false;
  const plans = names.map((name) => {
    const plan = planCell(name, byName.get(name), options, followsKept);
    followsKept ||= !plan.isDropped;
    return plan;
  });
  return {
    plans,
    cells: plans.flatMap((plan) => (plan.isDropped ? [] : [loadCellOf(plan)])),
    unknownColumns: names.filter((name, index) => plans[index]?.role === 'unknown' && !name.startsWith('meta.')),
    actionAt: names.indexOf(ACTION_NAME),
  };
}

function checkNames(names: readonly string[], header: Buffer, { columns, kind }: RewriterOptions): void {
  const known = new Set(names);
  if (names.some((name) => !/^(?:meta|key|value)\../.test(name)) || known.size < names.length) {
    throw new RowFault('the header names a column that is not of meta, key or value', header, 0);
  }
  if (!known.has(INSTANT_NAME)) throw new RowFault('the row has no commit time', header, 0);
  if (kind === 'incremental' && !known.has(ACTION_NAME)) throw new RowFault('the row has no action', header, 0);
  if (!columns.every(({ isKey, headerName }) => !isKey || known.has(headerName))) {
    throw new RowFault('the row has no key', header, 0);
  }
}

function planCell(
  name: string,
  column: SqlColumn | undefined,
  options: RewriterOptions,
  followsKept: boolean,
): CellPlan {
  if (column !== undefined) return planColumn(column, options, followsKept);
  const role = name === INSTANT_NAME ? 'instant' : name === ACTION_NAME ? 'action' : 'unknown';
  const rules = new ColumnRules(name, false, { ...options.policies, ...LENIENT });
  return {
    role,
    column,
    isKey: false,
    isDropped: role === 'unknown' || !options.keepsMeta,
    followsKept,
    ...commitTimeRoads(options.format),
    convert: (text) => convertTimestamp(text, { ...COMMIT_TIME, write: commitTimeForm(options.format) }, rules),
    takesNull: false,
    missing: '',
    rules,
  };
}

/** `meta.ts` is text in staging: an instant with all its digits. */
const COMMIT_TIME = { kind: 'timestamp', digits: 9, minYear: 1, maxYear: 9999 } as const;
const checkCommitTime = instantCheck(COMMIT_TIME.minYear, COMMIT_TIME.maxYear, COMMIT_TIME.digits);

/** MySQL compares such texts, and takes them for instants, only without a zone. */
function commitTimeForm(format: LoadFormat): TimestampForm['write'] {
  return format === 'load-data' ? 'plain' : 'iso';
}

function commitTimeRoads(format: LoadFormat): Pick<CellPlan, 'check' | 'accept' | 'write'> {
  if (commitTimeForm(format) === 'iso') return { check: checkCommitTime, accept: undefined, write: undefined };
  return { check: () => SURPRISE, accept: checkCommitTime, write: instantWriter(COMMIT_TIME.digits, true) };
}

function planColumn(column: SqlColumn, options: RewriterOptions, followsKept: boolean): CellPlan {
  const { format, careful, policies } = options;
  const oversizeMarkers = column.column.oversizeMarkers ?? [];
  const rules = new ColumnRules(column.name, column.isKey, policies);
  const unseen = new ColumnRules(column.name, false, { ...policies, ...LENIENT });
  const empty = emptyValue(column, cellConverter(column.form, { rules: unseen, oversizeMarkers, format, careful }));
  const { check, accept, write } = fastRoads(column, format, careful);
  return {
    role: 'column',
    column,
    isKey: column.isKey,
    isDropped: false,
    followsKept,
    check,
    accept,
    write,
    convert: cellConverter(column.form, { rules, oversizeMarkers, format, careful }),
    takesNull: column.nullable && !column.isKey,
    missing: encodeCell(format, empty),
    rules,
  };
}

/** A default that the column cannot hold is no reason to fail before any row needs it. */
const LENIENT = {
  nonFinite: 'null',
  nul: 'remove',
  outOfRange: 'null',
  tooLong: 'cut',
  unknownEnum: 'unspecified',
  wrongType: 'null',
} as const;

function loadCellOf({ role, column }: CellPlan): LoadCell {
  if (column !== undefined) return { kind: 'column', column };
  return { kind: role === 'action' ? 'action' : 'instant' };
}
