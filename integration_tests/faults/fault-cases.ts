import type { FaultSpec } from '../../src/emulator/index.js';

/** Faults after which the read still succeeds. */
export interface Endured {
  readonly title: string;
  readonly faults: readonly FaultSpec[];
  /** What the log tells the operator; an empty list for nothing at all. */
  readonly warnings: readonly RegExp[];
  /** True if the query has to be repeated, so that rows come once more. */
  readonly mayRepeat?: boolean;
  /** True where rows get a column that the catalog does not have, so that the server's rows have more than ours. */
  readonly hasNewColumn?: boolean;
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
  {
    title: 'a login, a query, a poll and a file that fail for a while',
    faults: [
      { name: 'login500', times: 2 },
      { name: 'api500', on: 'data', table, times: 3 },
      { name: 'api504NonJson', on: 'job', table, times: 2 },
      { name: 'object500', table, times: 2 },
    ],
    warnings: [
      /log in: attempt 2 .*500/,
      /submit query: attempt 3 .*500/,
      /get job: attempt 2 .*504/,
      /get object: attempt 2 .*500/,
    ],
  },
  {
    title: 'connections that break, a token that is refused, URLs that have expired',
    faults: [
      { name: 'loginDrop', times: 2 },
      { name: 'apiDrop', on: 'job', table, times: 2 },
      { name: 'unauthorizedOnce', on: 'data', table },
      { name: 'urlExpired', table, times: 2 },
    ],
    warnings: [/log in: attempt 2/, /get job: attempt 2/, /URL is refused \(403\)/],
  },
  {
    title: 'limits of another program, told in seconds, by a date and not at all',
    faults: [
      { name: 'api429', on: 'data', table, times: 2, seconds: 1 },
      { name: 'api429', on: 'url', table, retryAfter: 'date', seconds: 1 },
      { name: 'api429', on: 'schema', table, retryAfter: 'none' },
    ],
    warnings: [/submit query.*429/, /get object URLs.*429/, /get table schema.*429/],
  },
  {
    title: 'tokens that live for a moment',
    faults: [{ name: 'tokenShort', seconds: 40, times: 'forever' }],
    warnings: [],
  },
  {
    title: 'an API that does not answer',
    faults: [{ name: 'apiStall', on: 'data', table }],
    warnings: [/submit query: attempt 1 .*does not answer/],
  },
  {
    title: 'a job that fails once',
    faults: [{ name: 'jobFailed', table, message: 'Spark lost an executor.' }],
    warnings: [/canvas\.users: .*job failed.*ProcessingError.*uuid.*Spark lost an executor.*repeated/],
  },
  {
    title: 'a job that is lost while it runs',
    faults: [{ name: 'jobLost', table }],
    warnings: [/canvas\.users: .*unknown or expired.*repeated/],
  },
  {
    title: 'a job that is lost when it is complete',
    faults: [{ name: 'jobLost', table, when: 'complete' }],
    warnings: [/canvas\.users: the job .*gone.*repeated; nothing of it was sent/],
  },
  {
    title: 'a job that is about to expire',
    faults: [{ name: 'jobAboutToExpire', table, seconds: 20 }],
    warnings: [/canvas\.users: the job expires within a minute; the query is repeated/],
  },
  {
    title: 'a file that is lost',
    // Ahead of its turn, in its turn, and alone each time.
    faults: [{ name: 'objectLost', table, skip: 2, times: 7 }],
    warnings: [/canvas\.users: the job .*gone.*no row is sent twice/],
  },
  {
    title: 'transfers that break, and one that stalls',
    faults: [
      { name: 'objectCut', table, times: 3, after: 900 },
      { name: 'objectStall', table },
    ],
    warnings: [/continuing where it stopped/, /stops sending.*continuing where it stopped/],
  },
  {
    title: 'files that are short or damaged for once',
    faults: [
      { name: 'objectShortAtRest', table },
      { name: 'objectCorrupt', table, skip: 2 },
    ],
    warnings: [/File .*fetched again/],
  },
  {
    title: 'a file that changes while it is read',
    faults: [
      { name: 'objectCut', table, after: 900 },
      { name: 'objectChanged', table, skip: 1 },
    ],
    warnings: [/File .*continuing where it stopped/],
  },
  {
    title: 'a store that cannot continue a file',
    faults: [
      { name: 'rangeDisabled', table },
      { name: 'objectCut', table, times: 2 },
    ],
    warnings: [/File .*fetched again/],
  },
  {
    title: 'an empty file, and files of equal names',
    faults: [
      { name: 'emptyFile', table },
      { name: 'equalNames', table },
    ],
    warnings: [],
  },
  {
    title: 'URLs and files that come late',
    faults: [
      { name: 'urlDelay', table, ms: 50 },
      { name: 'objectDelay', table, ms: 50 },
    ],
    warnings: [],
  },
  {
    title: 'a table that gets another column between its schema and its job',
    faults: [{ name: 'schemaBump', table }],
    warnings: [],
    hasNewColumn: true,
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
    title: 'tokens that the API refuses although the login hands them out',
    faults: [{ name: 'unauthorizedOnce', table, on: 'data', times: 'forever' }],
    failure: 'transient_error',
    message: /canvas\.users.*refuses the access token, although the login accepted the credentials.*Run the sync again/,
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
