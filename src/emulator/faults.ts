/** Names of all faults; `docs/emulator.md` tells what a client sees of each. */
export const FAULT_NAMES = [
  'login500',
  'loginDrop',
  'login401',
  'login403',
  'tokenShort',
  'api500',
  'api504NonJson',
  'api429',
  'apiDrop',
  'apiStall',
  'apiUnexpectedContentType',
  'apiInvalidJson',
  'accountNotOnboarded',
  'accountDisabled',
  'accountUnderMaintenance',
  'unauthorizedOnce',
  'jobFailed',
  'jobLost',
  'jobAboutToExpire',
  'urlExpired',
  'objectLost',
  'objectCut',
  'objectStall',
  'objectShortAtRest',
  'objectCorrupt',
  'objectChanged',
  'object500',
  'rangeDisabled',
  'duplicateWebLogs',
  'emptyFile',
  'equalNames',
  'unknownColumn',
  'wrongTypes',
  'nonFinite',
  'tableVanishes',
  'schemaBump',
] as const;

/** A way the server can misbehave. */
export type FaultName = (typeof FAULT_NAMES)[number];

/** Calls that an `api...` or `account...` fault can be narrowed to. */
export const OPERATIONS = ['list', 'schema', 'data', 'job', 'url'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** A fault to arm. Members that a fault does not know are passed over. */
export interface FaultSpec {
  readonly name: FaultName;
  /** How many times it strikes; `forever` for without end. Default 1; those that describe a state: forever. */
  readonly times?: number | 'forever';
  /** How many matching occasions pass unharmed first. Default 0. */
  readonly skip?: number;
  /** `table` or `namespace.table`; without it any table. */
  readonly table?: string;
  /** Only this call; without it any. */
  readonly on?: Operation;
  /** Bytes of the file that still arrive (objectCut, objectStall, objectShortAtRest). Default: half of the file. */
  readonly after?: number;
  /** Lifetime of the token (tokenShort), rest of the job's life (jobAboutToExpire), both server seconds; wait of api429, real seconds. */
  readonly seconds?: number;
  /** Form of `Retry-After` at api429. Default `seconds`. */
  readonly retryAfter?: 'seconds' | 'date' | 'none';
  /** Status of the account faults: 403 (default) or 500. */
  readonly status?: number;
  /** Share of the rows in percent (duplicateWebLogs, wrongTypes, nonFinite, unknownColumn). Default 10. */
  readonly percent?: number;
  /** When a job gets lost. Default `running`. */
  readonly when?: 'running' | 'complete';
  /** `error.type` of jobFailed. */
  readonly type?: string;
  /** `error.message` of jobFailed. */
  readonly message?: string;
}

/** An armed fault. */
export interface Fault extends FaultSpec {
  readonly id: number;
  /** How often it struck. */
  readonly fired: number;
  /** How often it will still strike; `forever` for without end. */
  readonly left: number | 'forever';
}
