import type { RowValue } from '../emulator.js';
import type { FaultSpec } from '../faults.js';
import type { ColumnPlan } from '../generator/column-plan.js';
import { mix } from '../generator/hash.js';
import { type ServedValue, SpelledNumber } from './encoder.js';

/** Faults that spoil rows. */
export interface Distortion {
  readonly unknownColumn?: FaultSpec | undefined;
  readonly wrongTypes?: FaultSpec | undefined;
  /** Only values change, so that files with typed columns stay whole. */
  readonly nonFinite?: FaultSpec | undefined;
  readonly oddNumbers?: FaultSpec | undefined;
  readonly badAction?: FaultSpec | undefined;
  /** Every row has a value named like its key. */
  readonly sharedName?: FaultSpec | undefined;
}

/** Rows as they are. */
export const NO_DISTORTION: Distortion = {};

/** The part that files with typed columns can hold: values keep their types. */
export function typedDistortion(distortion: Distortion): Distortion {
  return { ...distortion, wrongTypes: undefined, oddNumbers: undefined };
}

/** Columns as the files show them: those that only a fault adds come last. */
export function distortedColumns(distortion: Distortion, columns: readonly ColumnPlan[]): readonly ColumnPlan[] {
  const base = columns[columns.length - 1] as ColumnPlan;
  const added = (name: string): ColumnPlan => {
    const fact = { name, type: 'text', nullable: true, key: false, oversize: false } as const;
    return { ...base, name, key: false, plain: true, fact };
  };
  const keyName = columns.find((column) => column.key)?.name ?? '';
  return [
    ...columns,
    ...(distortion.sharedName === undefined ? [] : [added(keyName)]),
    ...(distortion.unknownColumn === undefined ? [] : [added('unannounced_column')]),
  ];
}

/** Values of row `index` after the faults. */
export function distortedValues(
  distortion: Distortion,
  columns: readonly ColumnPlan[],
  values: readonly (RowValue | undefined)[],
  index: number,
): readonly ServedValue[] {
  if (distortion === NO_DISTORTION) return values;
  const { wrongTypes, nonFinite, oddNumbers, sharedName, unknownColumn } = distortion;
  const spoilt: ServedValue[] = strikes(wrongTypes, index, 0x3e)
    ? columns.map((column, at) => (column.key ? values[at] : spoil(values[at], at)))
    : [...values];
  const isOdd = strikes(oddNumbers, index, 0x4d);
  const isNonFinite = strikes(nonFinite, index, 0x2f);
  columns.forEach(({ fact }, at) => {
    const value = spoilt[at];
    if (isOdd && typeof value === 'number' && FRACTIONS.has(fact.type)) spoilt[at] = respell(value, index + at);
    if (isNonFinite && fact.type === 'float64' && value !== undefined) spoilt[at] = NON_FINITE[(index + at) % 3];
  });
  if (sharedName !== undefined) spoilt.push(`value beside key ${index}`);
  if (unknownColumn !== undefined) spoilt.push(strikes(unknownColumn, index, 0x11) ? 'surprise' : undefined);
  return spoilt;
}

/** What row `index` has instead of its action; `''`: nothing, undefined: the action itself. */
export function distortedAction(distortion: Distortion, index: number): string | undefined {
  const { badAction } = distortion;
  if (badAction === undefined || !strikes(badAction, index, 0x5c)) return undefined;
  return badAction.action === 'none' ? '' : (badAction.action ?? 'd');
}

const FRACTIONS: ReadonlySet<string> = new Set(['float64', 'decimal']);
const NON_FINITE = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] as const;

function strikes(fault: FaultSpec | undefined, index: number, salt: number): boolean {
  return fault !== undefined && mix(index, salt) % 1000 < (fault.percent ?? 10) * 10;
}

/** The same number as `1e-07`, as `1.50` or as `1.5E2`. */
function respell(value: number, turn: number): SpelledNumber {
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  if (turn % 3 === 0) return new SpelledNumber(`${digits}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`);
  const plain = String(value);
  if (turn % 3 === 1 && !plain.includes('e'))
    return new SpelledNumber(plain.includes('.') ? `${plain}0` : `${plain}.00`);
  return new SpelledNumber(`${digits}E${exponent.replace('+', '')}`);
}

/** Numbers and booleans as texts; a few texts as numbers. */
function spoil(value: RowValue | undefined, at: number): RowValue | undefined {
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && at % 4 === 0 ? value.length : value;
}
