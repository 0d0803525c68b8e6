import type { SqlColumn } from '../contract/design.js';

/** Such an object becomes several columns in the mode `expanded`. */
export function hasFixedObject(columns: readonly SqlColumn[]): boolean {
  return columns.some(({ column: { type } }) => type.kind === 'object' && type.closed);
}
