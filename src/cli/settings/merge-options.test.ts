import { Command, Option } from 'commander';
import { describe, expect, it, vi } from 'vitest';
import { addGlobalOptions, type GlobalFlags } from './global-options.js';
import { isDefault, mergeOptions } from './merge-options.js';

interface Parsed {
  readonly merged: GlobalFlags & { readonly namespace: string };
  readonly command: Command;
}

/** Parses arguments as the program does: global options on both levels. */
function parse(args: readonly string[], file: Readonly<Record<string, unknown>> = {}): Parsed {
  const program = new Command('dap').enablePositionalOptions();
  addGlobalOptions(program);
  const command = program.command('list').addOption(new Option('--namespace <name>').default('canvas'));
  addGlobalOptions(command);
  command.action(() => undefined);
  program.parse([...args], { from: 'user' });
  return { merged: mergeOptions(command, file), command };
}

/** Runs `work` with variables set. */
function withVariables<T>(variables: Readonly<Record<string, string>>, work: () => T): T {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  try {
    return work();
  } finally {
    vi.unstubAllEnvs();
  }
}

describe('the value of an option', () => {
  it.each([
    [['--base-url', 'https://a', 'list'], 'https://a'],
    [['list', '--base-url', 'https://b'], 'https://b'],
    [['--base-url', 'https://a', 'list', '--base-url', 'https://b'], 'https://b'],
  ])('may stand before or after the command: %j', (args, url) => {
    expect(parse(args).merged.baseUrl).toBe(url);
  });

  it('comes from the command line, then the environment, then the file, then the default', () => {
    const file = { baseUrl: 'https://file', loglevel: 'error' };
    withVariables({ DAP_API_URL: 'https://env' }, () => {
      expect(parse(['list', '--base-url', 'https://cli'], file).merged.baseUrl).toBe('https://cli');
      expect(parse(['list'], file).merged.baseUrl).toBe('https://env');
    });
    withVariables({ DAP_API_URL: '' }, () => {
      expect(parse(['list'], file).merged.baseUrl).toBe('https://file');
      expect(parse(['list']).merged.baseUrl).toBeUndefined();
    });
    expect(parse(['list'], file).merged.loglevel).toBe('error');
    expect(parse(['list']).merged.loglevel).toBe('info');
  });

  it('of --no-log-to-console and of what is accepted without effect is known on both sides of the command', () => {
    expect(parse(['--no-log-to-console', '--no-tracking', 'list', '--console-theme', 'light']).merged).toMatchObject({
      logToConsole: false,
    });
    expect(parse(['list', '--no-log-to-console']).merged.logToConsole).toBe(false);
    expect(parse(['list']).merged.logToConsole).toBe(true);
  });
});

it('a default that nobody chose differs from the same value when it was given', () => {
  expect(isDefault(parse(['list']).command, 'namespace', {})).toBe(true);
  expect(isDefault(parse(['list', '--namespace', 'canvas']).command, 'namespace', {})).toBe(false);
  expect(isDefault(parse(['list']).command, 'namespace', { namespace: 'canvas' })).toBe(false);
});
