import { CANVAS, type CliCase, SCRIPT } from '../case.js';

const NO_VARIABLES = { DAP_API_URL: undefined, DAP_CLIENT_ID: undefined, DAP_CLIENT_SECRET: undefined };
const AS_OPTIONS = ['--base-url', '{url}', '--client-id', '{id}', '--client-secret', '{secret}'] as const;
const LIST = [...SCRIPT, 'list', ...CANVAS] as const;

/** `dap list`, the global options and the environment. */
export const LIST_CASES: readonly CliCase[] = [
  { name: 'list', args: LIST },
  { name: 'list logs', args: [...SCRIPT, 'list', '--namespace', 'canvas_logs'] },
  { name: 'list catalog', args: [...SCRIPT, 'list', '--namespace', 'catalog'] },
  { name: 'list with an equals sign', args: [...SCRIPT, 'list', '--namespace=canvas'] },
  { name: 'list without --non-interactive', args: ['list', ...CANVAS] },
  { name: 'list of a wrong namespace', args: [...SCRIPT, 'list', '--namespace', 'nowhere'] },
  { name: 'list without a namespace', args: [...SCRIPT, 'list'] },
  {
    name: 'list with options before the command',
    args: [...SCRIPT, ...AS_OPTIONS, ...LIST.slice(1)],
    env: NO_VARIABLES,
  },
  { name: 'list with options after the command', args: [...LIST, ...AS_OPTIONS], env: NO_VARIABLES },
  {
    name: 'list with options that overrule variables',
    args: [...SCRIPT, ...AS_OPTIONS, ...LIST.slice(1)],
    env: { DAP_API_URL: 'http://127.0.0.1:1', DAP_CLIENT_ID: 'other', DAP_CLIENT_SECRET: 'other' },
  },
  { name: 'list with a slash behind the URL', args: LIST, env: { DAP_API_URL: '{url}/' } },
  { name: 'list without a client id', args: LIST, env: { DAP_CLIENT_ID: undefined } },
  { name: 'list without a secret', args: LIST, env: { DAP_CLIENT_SECRET: undefined } },
  { name: 'list with an empty secret', args: LIST, env: { DAP_CLIENT_SECRET: '' } },
  { name: 'list with a wrong secret', args: LIST, env: { DAP_CLIENT_SECRET: 'wrong' } },
  { name: 'list with tracking off', args: [...SCRIPT, '--no-tracking', 'list', ...CANVAS] },
  { name: 'list with an unknown word for tracking', args: LIST, env: { DAP_TRACKING: 'perhaps' } },
  { name: 'list with the fewest logs', args: [...SCRIPT, '--loglevel', 'error', 'list', ...CANVAS] },
  { name: 'list without logs on the console', args: [...SCRIPT, '--no-log-to-console', 'list', ...CANVAS] },
  { name: 'list with a wrong log level', args: [...SCRIPT, '--loglevel', 'loud', 'list', ...CANVAS] },
  { name: 'list with a log level in capitals', args: [...SCRIPT, '--loglevel', 'INFO', 'list', ...CANVAS] },
  { name: 'list with a wrong log format', args: [...SCRIPT, '--logformat', 'xml', 'list', ...CANVAS] },
  { name: 'list with a theme', args: [...SCRIPT, '--console-theme', 'light', 'list', ...CANVAS] },
  { name: 'list with a wrong theme', args: [...SCRIPT, '--console-theme', 'pink', 'list', ...CANVAS] },
  { name: 'no command', args: [], compares: ['exit'] },
  { name: 'help', args: ['--help'], compares: ['exit'] },
  { name: 'help of a command', args: ['list', '-h'], compares: ['exit'] },
  { name: 'version', args: ['--version'] },
  { name: 'an unknown command', args: ['frobnicate'] },
  { name: 'an unknown option', args: ['list', ...CANVAS, '--frobnicate'] },
  { name: 'a shortened option', args: [...SCRIPT, 'list', '--names', 'canvas'] },
];
