import type { FaultSpec } from '../../src/emulator/index.js';

/** Faults after which the read still succeeds. */
export interface Endured {
  readonly title: string;
  readonly faults: readonly FaultSpec[];
  /** What the operator is told; undefined for nothing at all. */
  readonly warning?: RegExp;
  /** True where the job has to be made anew, so that rows come once more. */
  readonly mayRepeat?: boolean;
}

/** Faults that one stream, or all, cannot get over. */
export interface Fatal {
  readonly title: string;
  readonly faults: readonly FaultSpec[];
  readonly failure: 'config_error' | 'transient_error' | 'system_error';
  readonly message: RegExp;
  /** True where no stream is begun at all. */
  readonly endsAll?: boolean;
}

const table = 'users';

export const ENDURED: readonly Endured[] = [
  { title: 'a login that fails twice', faults: [{ name: 'login500', times: 2 }], warning: /log in: attempt 2 .*500/ },
  { title: 'a login whose connection breaks', faults: [{ name: 'loginDrop', times: 2 }], warning: /log in: attempt 2/ },
  { title: 'tokens that live for a moment', faults: [{ name: 'tokenShort', seconds: 4, times: 'forever' }] },
  { title: 'a token that is refused', faults: [{ name: 'unauthorizedOnce', on: 'data', table }] },
  {
    title: 'server errors at a query',
    faults: [{ name: 'api500', on: 'data', table, times: 3 }],
    warning: /submit query: attempt 3 .*500/,
  },
  {
    title: 'a gateway that times out',
    faults: [{ name: 'api504NonJson', on: 'job', table, times: 2 }],
    warning: /get job: attempt 2 .*504/,
  },
  {
    title: 'a limit of another program',
    faults: [{ name: 'api429', on: 'data', table, times: 2, seconds: 1 }],
    warning: /submit query.*429/,
  },
  {
    title: 'a limit with a date',
    faults: [{ name: 'api429', on: 'url', table, retryAfter: 'date', seconds: 1 }],
    warning: /get object URLs.*429/,
  },
  {
    title: 'a limit that names no wait',
    faults: [{ name: 'api429', on: 'schema', table, retryAfter: 'none' }],
    warning: /get table schema.*429/,
  },
  {
    title: 'connections that break',
    faults: [{ name: 'apiDrop', on: 'job', table, times: 2 }],
    warning: /get job: attempt 2/,
  },
  {
    title: 'an API that does not answer',
    faults: [{ name: 'apiStall', on: 'data', table }],
    warning: /submit query: attempt 1 .*does not answer/,
  },
  {
    title: 'a job that fails once',
    faults: [{ name: 'jobFailed', table, message: 'Spark lost an executor.' }],
    warning: /canvas\.users: .*job failed.*ProcessingError.*uuid.*Spark lost an executor.*repeated/,
  },
  {
    title: 'a job that is lost while it runs',
    faults: [{ name: 'jobLost', table }],
    warning: /canvas\.users: .*unknown or expired.*repeated/,
  },
  {
    title: 'a job that is lost when it is complete',
    faults: [{ name: 'jobLost', table, when: 'complete' }],
    warning: /canvas\.users: the job .*gone.*repeated; nothing of it was sent/,
  },
  {
    title: 'a job that is about to expire',
    faults: [{ name: 'jobAboutToExpire', table, seconds: 20 }],
    warning: /canvas\.users: the job expires within a minute; the query is repeated/,
  },
  {
    title: 'a URL that has expired',
    faults: [{ name: 'urlExpired', table, times: 2 }],
    warning: /URL is refused \(403\)/,
  },
  {
    title: 'a file that is lost',
    faults: [
      { name: 'objectLost', table, skip: 2 },
      { name: 'objectLost', table, skip: 4, times: 2 },
    ],
    warning: /canvas\.users: the job .*gone.*rows of this read are sent once more/,
    mayRepeat: true,
  },
  {
    title: 'transfers that break',
    faults: [{ name: 'objectCut', table, times: 3, after: 900 }],
    warning: /going on where it stopped/,
  },
  {
    title: 'a transfer that stalls',
    faults: [{ name: 'objectStall', table }],
    warning: /stops sending.*going on where it stopped/,
  },
  {
    title: 'a file that is short for once',
    faults: [{ name: 'objectShortAtRest', table }],
    warning: /File .*fetched again/,
  },
  {
    title: 'a file that is damaged for once',
    faults: [{ name: 'objectCorrupt', table }],
    warning: /File .*fetched again/,
  },
  {
    title: 'a file that changes while it is read',
    faults: [
      { name: 'objectCut', table, after: 900 },
      { name: 'objectChanged', table, skip: 1 },
    ],
    warning: /File .*going on where it stopped/,
  },
  {
    title: 'a store that fails',
    faults: [{ name: 'object500', table, times: 2 }],
    warning: /get object: attempt 2 .*500/,
  },
  {
    title: 'a store that cannot continue a file',
    faults: [
      { name: 'rangeDisabled', table },
      { name: 'objectCut', table, times: 2 },
    ],
    warning: /File .*fetched again/,
  },
];

const REFUSED = /credentials are refused.*Check client_id and client_secret/;

export const FATAL: readonly Fatal[] = [
  {
    title: 'credentials that are refused with 401',
    faults: [{ name: 'login401', times: 'forever' }],
    failure: 'config_error',
    message: REFUSED,
    endsAll: true,
  },
  {
    title: 'credentials that are refused with 403',
    faults: [{ name: 'login403', times: 'forever' }],
    failure: 'config_error',
    message: REFUSED,
    endsAll: true,
  },
  {
    title: 'an account that is not onboarded',
    faults: [{ name: 'accountNotOnboarded', times: 'forever' }],
    failure: 'config_error',
    message: /not onboarded.*Ask Instructure/,
    endsAll: true,
  },
  {
    title: 'an account that is not onboarded, told by a 500',
    faults: [{ name: 'accountNotOnboarded', times: 'forever', status: 500 }],
    failure: 'config_error',
    message: /not onboarded/,
    endsAll: true,
  },
  {
    title: 'an account that is disabled',
    faults: [{ name: 'accountDisabled', times: 'forever' }],
    failure: 'config_error',
    message: /disabled.*Ask Instructure/,
    endsAll: true,
  },
  {
    title: 'an account under maintenance',
    faults: [{ name: 'accountUnderMaintenance', times: 'forever' }],
    failure: 'transient_error',
    message: /under maintenance.*later/,
    endsAll: true,
  },
  {
    title: 'an account that is disabled in the midst of a read',
    faults: [{ name: 'accountDisabled', table, on: 'url', times: 'forever' }],
    failure: 'config_error',
    message: /canvas\.users.*disabled/,
  },
  {
    title: 'a job that fails again and again',
    faults: [{ name: 'jobFailed', table, times: 'forever', message: 'No space left.' }],
    failure: 'transient_error',
    message: /canvas\.users.*job failed.*ProcessingError.*uuid.*No space left/,
  },
  {
    title: 'a file that stays short',
    faults: [{ name: 'objectShortAtRest', table, times: 'forever' }],
    failure: 'transient_error',
    message: /canvas\.users.*file is damaged/,
  },
  {
    title: 'a page where an answer was expected',
    faults: [{ name: 'apiUnexpectedContentType', table, on: 'data', times: 'forever' }],
    failure: 'system_error',
    message: /canvas\.users.*not JSON/,
  },
  {
    title: 'an answer that is cut',
    faults: [{ name: 'apiInvalidJson', table, on: 'job', times: 'forever' }],
    failure: 'system_error',
    message: /canvas\.users.*not JSON/,
  },
];
