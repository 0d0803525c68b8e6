import type { FaultSpec } from '../../../../emulator/index.js';
import { CANVAS, type CliCase, INTO, SCRIPT } from '../case.js';
import { warm } from './query-cases.js';

const LIST = [...SCRIPT, 'list', ...CANVAS] as const;

/** Our pauses between tries of a failed job add up to more than a minute. */
const HURRIED = { NODE_OPTIONS: '{fast time}', FAST_TIME_SPEED: '20' } as const;

function snapshotOf(tables: string, format = 'jsonl'): readonly string[] {
  return [...SCRIPT, 'snapshot', ...CANVAS, '--table', tables, '--format', format, ...INTO];
}

/** A snapshot of `users`, whose job is complete, from a store that misbehaves. */
function store(name: string, fault: FaultSpec): CliCase {
  return { name, args: snapshotOf('users'), warm: [warm('users')], faults: [fault] };
}

function list(name: string, fault: FaultSpec): CliCase {
  return { name, args: LIST, faults: [fault] };
}

/** Both clients against the same misbehaving server. A fault of a job has a table or format of its own. */
export const FAULT_CASES: readonly CliCase[] = [
  list('one 500 at the login', { name: 'login500' }),
  list('one connection lost at the login', { name: 'loginDrop' }),
  list('credentials refused by 401', { name: 'login401', times: 'forever' }),
  list('one 500', { name: 'api500' }),
  list('one 504 that is not JSON', { name: 'api504NonJson' }),
  list('one 429', { name: 'api429', seconds: 1 }),
  list('one connection lost', { name: 'apiDrop' }),
  list('one valid token refused', { name: 'unauthorizedOnce' }),
  list('a request that is not allowed', { name: 'api403', times: 'forever' }),
  list('an account without DAP', { name: 'accountNotOnboarded', times: 'forever' }),
  list('an account that is disabled', { name: 'accountDisabled', times: 'forever' }),
  list('a table listed twice', { name: 'listedTwice', table: 'groups' }),
  store('a damaged file', { name: 'objectCorrupt' }),
  store('a file that stays damaged', { name: 'objectCorrupt', times: 'forever' }),
  store('a short file', { name: 'objectShortAtRest' }),
  store('a file that stays short', { name: 'objectShortAtRest', times: 'forever' }),
  store('a download that breaks off', { name: 'objectCut' }),
  store('one expired address', { name: 'urlExpired' }),
  store('one 500 of the store', { name: 'object500' }),
  {
    name: 'a job that fails once',
    args: snapshotOf('courses'),
    faults: [{ name: 'jobFailed', table: 'courses', message: 'why' }],
  },
  {
    name: 'a job that always fails, among several tables',
    args: snapshotOf('users,rubrics,groups'),
    warm: [warm('users'), warm('groups')],
    faults: [{ name: 'jobFailed', table: 'rubrics', message: 'why', times: 'forever' }],
    env: HURRIED,
  },
  {
    name: 'a table that was never filled',
    args: snapshotOf('wikis'),
    faults: [{ name: 'neverFilled', table: 'wikis' }],
  },
  {
    name: 'a table that is gone, among several',
    args: snapshotOf('scores,users'),
    warm: [warm('users')],
    faults: [{ name: 'tableVanishes', table: 'scores' }],
  },
  {
    name: 'a file without rows',
    args: snapshotOf('folders', 'csv'),
    faults: [{ name: 'emptyFile', table: 'folders' }],
  },
  {
    name: 'files of one name',
    args: snapshotOf('quizzes', 'csv'),
    faults: [{ name: 'equalNames', table: 'quizzes' }],
  },
];
