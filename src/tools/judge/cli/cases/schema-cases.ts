import { CANVAS, type CliCase, INTO, SCRIPT } from '../case.js';

const SCHEMA = [...SCRIPT, 'schema', ...CANVAS] as const;

/** `dap schema`. */
export const SCHEMA_CASES: readonly CliCase[] = [
  { name: 'schema of one table', args: [...SCHEMA, '--table', 'users', ...INTO] },
  { name: 'schema of a list', args: [...SCHEMA, '--table', 'users,courses', ...INTO] },
  { name: 'schema of a list with blanks', args: [...SCHEMA, '--table', 'users, courses', ...INTO] },
  { name: 'schema of one table twice', args: [...SCHEMA, '--table', 'users,users', ...INTO] },
  {
    name: 'schema of all tables',
    args: [...SCRIPT, 'schema', '--namespace', 'canvas_logs', '--table', 'all', ...INTO],
  },
  { name: 'schema of all tables of canvas', args: [...SCHEMA, '--table', 'all', ...INTO] },
  { name: 'schema of ALL', args: [...SCHEMA, '--table', 'ALL', ...INTO] },
  { name: 'schema of a wrong table', args: [...SCHEMA, '--table', 'nothing', ...INTO] },
  { name: 'schema of a wrong table among two', args: [...SCHEMA, '--table', 'nothing,users', ...INTO] },
  { name: 'schema of a table without a name', args: [...SCHEMA, '--table', '', ...INTO] },
  { name: 'schema without a table', args: [...SCHEMA, ...INTO] },
  { name: 'schema into the usual folder', args: [...SCHEMA, '--table', 'users'] },
  { name: 'schema into a folder to be made', args: [...SCHEMA, '--table', 'users', '--output-directory', '{out}/a/b'] },
];
