/** Names of all faults; `docs/emulator.md` describes what a client sees of each. */
export const FAULT_NAMES = [
  'login500',
  'loginDrop',
  'login401',
  'login403',
  'tokenShort',
  'api500',
  'api403',
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
  'neverFilled',
  'staleJob',
  'jobFailed',
  'jobLost',
  'jobAboutToExpire',
  'urlDelay',
  'urlExpired',
  'objectDelay',
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
  'oddNumbers',
  'badAction',
  'tableVanishes',
  'listedTwice',
  'oddSchema',
  'schemaBump',
] as const;

/** Default wait of `objectDelay` and `urlDelay`, in real milliseconds. */
export const DEFAULT_DELAY_MS = 100;

/** A way the server can misbehave. */
export type FaultName = (typeof FAULT_NAMES)[number];

/** Calls that an `api...` or `account...` fault can be narrowed to. */
export const OPERATIONS = ['list', 'schema', 'data', 'job', 'url'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** Settings that take one of a few words. */
export const FAULT_CHOICES = {
  /** How `neverFilled` shows: as an answer of that status, or as a failed job (default). */
  as: ['http400', 'http500', 'job'],
  /** What is odd at the schema of `oddSchema`. Default `noKey`. */
  kind: ['noKey', 'emptyKey', 'objectKey', 'unknownType', 'recursive', 'sharedName'],
  /** What `meta.action` holds with `badAction`; `none`: nothing. Default `d`. */
  action: ['d', 'X', 'none'],
  /** Form of `Retry-After` at `api429`. Default `seconds`. */
  retryAfter: ['seconds', 'date', 'none'],
  /** When a job gets lost. Default `running`. */
  when: ['running', 'complete'],
} as const;
type Choice<Name extends keyof typeof FAULT_CHOICES> = (typeof FAULT_CHOICES)[Name][number];

/** A fault to arm. Members that a fault does not use are ignored. */
export interface FaultSpec {
  readonly name: FaultName;
  /** How many times it strikes, or `forever`. Default 1; for those that describe a state: forever. */
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
  readonly retryAfter?: Choice<'retryAfter'>;
  readonly as?: Choice<'as'>;
  readonly kind?: Choice<'kind'>;
  readonly action?: Choice<'action'>;
  /** Real milliseconds that the answer waits (objectDelay, urlDelay). Default 100. */
  readonly ms?: number;
  /** `expires_in` and `exp` of the token (tokenShort), if they differ from its lifetime. */
  readonly says?: number;
  /** Status of the account faults: 403 (default) or 500. */
  readonly status?: number;
  /** Share of the rows in percent (duplicateWebLogs, wrongTypes, nonFinite, oddNumbers, badAction, unknownColumn). Default 10. */
  readonly percent?: number;
  readonly when?: Choice<'when'>;
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
  /** How often it will still strike, or `forever`. */
  readonly left: number | 'forever';
}
