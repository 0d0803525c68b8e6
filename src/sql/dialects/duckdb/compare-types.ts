import type { ColumnFit } from '../../contract/design.js';

const INTEGER_DIGITS: Readonly<Record<string, number>> = { SMALLINT: 5, INTEGER: 10, BIGINT: 19 };
/** Whole numbers up to so many digits are exact in a floating point number. */
const EXACT_DIGITS: Readonly<Record<string, number>> = { FLOAT: 7, DOUBLE: 15 };

interface Decimal {
  readonly whole: number;
  readonly scale: number;
}

/** How a column of one type fits another type. */
export function compareTypes(existing: string, wanted: string): ColumnFit {
  if (existing === wanted) return { fit: 'same' };
  if (holds(existing, wanted)) return { fit: 'holds' };
  if (widens(existing, wanted)) return { fit: 'widen' };
  return { fit: 'cannot', reason: `${existing} cannot be converted to ${wanted} without losing values` };
}

/** True when a column of the first type takes every value of the second as it is. */
export function holds(existing: string, wanted: string): boolean {
  if (existing === 'TIMESTAMP WITH TIME ZONE') return wanted === 'TIMESTAMP';
  const [is, wants] = [numberOf(existing), numberOf(wanted)];
  if (is !== undefined && wants !== undefined) return is.whole >= wants.whole && is.scale >= wants.scale;
  return false;
}

/**
 * True when ALTER keeps every value and its text stays what the service sends. Not from FLOAT to DOUBLE: 0.1 would
 * become 0.10000000149.
 */
function widens(existing: string, wanted: string): boolean {
  const [is, wants] = [numberOf(existing), numberOf(wanted)];
  if (is !== undefined && wants !== undefined) return wants.whole >= is.whole && wants.scale >= is.scale;
  const exact = EXACT_DIGITS[wanted];
  if (is !== undefined && exact !== undefined) return is.scale === 0 && is.whole <= exact;
  const isText = wanted === 'VARCHAR';
  return isText && (INTEGER_DIGITS[existing] !== undefined || ['BOOLEAN', 'UUID', 'DATE', 'JSON'].includes(existing));
}

/** A type of exact numbers. */
function numberOf(type: string): Decimal | undefined {
  const digits = INTEGER_DIGITS[type];
  if (digits !== undefined) return { whole: digits, scale: 0 };
  const [, precision, scale] = /^DECIMAL\((\d+),(\d+)\)$/.exec(type) ?? [];
  return precision === undefined ? undefined : { whole: Number(precision) - Number(scale), scale: Number(scale) };
}
