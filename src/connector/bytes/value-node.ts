import type { PaddedBytes } from './padded-bytes.js';

/** Bits of {@link ValueNode.accepts}. */
export const ACCEPT = { string: 1, integer: 2, fraction: 4, boolean: 8, null: 16, object: 32, array: 64 } as const;

/** What the scan of a value leaves behind besides its end. */
export interface ScanNotes {
  /** Where strings begin that may stand for a value that DAP left out. */
  readonly suspects: number[];
}

/** The members that an object may have; see `MemberTable`. */
export interface ObjectMembers {
  /** The position behind the object at `start`; `SURPRISE` when it cannot be copied. */
  scan(text: PaddedBytes, start: number, notes: ScanNotes): number;
}

/** Which values of a column or member can be copied: those that its schema's casts leave alone and do not warn of. */
export interface ValueNode {
  /** Bits of {@link ACCEPT}; 0 where every value has to be parsed. */
  readonly accepts: number;
  /** Members that objects may have. Any other is a surprise. */
  readonly members: ObjectMembers;
  /** What lists may hold; undefined where the schema does not say. */
  readonly items: ValueNode | undefined;
}
