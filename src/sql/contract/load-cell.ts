import type { SqlColumn } from './design.js';

/** What a cell of a loaded row is. */
export type LoadCell =
  | { readonly kind: 'column'; readonly column: SqlColumn }
  /** `meta.ts` as text. Staging only. */
  | { readonly kind: 'instant' }
  /** `meta.action`, `U` or `D`. Staging only. */
  | { readonly kind: 'action' };
