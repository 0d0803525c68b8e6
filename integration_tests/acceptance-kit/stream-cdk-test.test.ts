import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import { MAKE_NEW_DATA } from './run-sample.js';
import { COMMAND, CONFIG, runTest } from './run-stream-cdk-test.js';

const ALL = [
  ...['--invalid-config', 'invalid.json', '--between', MAKE_NEW_DATA, '--spec', 'spec.json'],
  ...['--previous-spec', 'spec.json', '--previous-catalog', 'catalog.json', '--metadata', 'metadata.yaml'],
  ...['--docs', 'docs.md', '--streams-without-primary-key', 'countries', '--expect-records', 'records.jsonl'],
  ...['--fill-all-columns', '--resumes', '2', '--junit', 'junit.xml'],
];

describe('stream-cdk test', () => {
  test('reports every rule, writes JUnit, and ends with 0 when all hold', async () => {
    let xml = '';
    const run = await runTest([...COMMAND, ...CONFIG, ...ALL], {}, async (folder) => {
      xml = await readFile(join(folder, 'junit.xml'), 'utf8');
    });
    expect(run.code, run.stdout + run.stderr).toBe(0);
    expect(run.stdout).toContain('  ✓ 57 a read that is resumed from any state loses nothing [resume-loses-nothing]\n');
    expect(run.stdout).toContain(
      '  - 18 the labels of the image match the metadata [image-labels] (not judged: there is no image',
    );
    expect(run.stdout).toMatch(/\n61 passed, 0 failed, 0 with warnings, 3 not judged \(\d+ commands in [\d.]+ s\)\n$/);
    expect(run.stderr).toContain('1. spec\n');
    expect(run.stdout + run.stderr).not.toContain('\u001b');
    expect(XMLValidator.validate(xml)).toBe(true);
    const { testsuites } = new XMLParser({ ignoreAttributes: false }).parse(xml);
    expect(testsuites).toMatchObject({ '@_tests': '64', '@_failures': '0', '@_skipped': '3' });
    expect(testsuites.testsuite.map((suite: { '@_name': string }) => suite['@_name'])).toContain('incremental');
  });

  test('ends with 1 if a rule fails, and lists problems without secrets', async () => {
    const run = await runTest([...COMMAND, ...CONFIG, '--only', '58', '--resumes', '1', '--junit', 'junit.xml'], {
      fault: 'a secret in the log',
    });
    expect(run.code).toBe(1);
    expect(run.stdout).toContain('✗ 58 no secret of the config is readable in the log');
    expect(run.stdout).toMatch(
      /the secret at \/credentials\/client_secret is readable in a LOG message \(check, line 1, and \d+ more\)/,
    );
    expect(run.stdout).not.toContain('w0rd');
  });

  test('shows colours only on request', async () => {
    const only = [...COMMAND, ...CONFIG, '--only', '1'];
    expect((await runTest(only, { env: { FORCE_COLOR: '1' } })).stdout).toContain('\u001b[32m✓');
    expect((await runTest(only, { env: { NO_COLOR: '1' } })).stdout).not.toContain('\u001b');
  });

  test.concurrent.each<[string, string[], number, RegExp]>([
    ['no command', CONFIG, 2, /required option '--command/],
    ['no config', COMMAND, 2, /required option '--config/],
    ['an unknown number', [...COMMAND, ...CONFIG, '--only', '99'], 2, /numbered from 1 to 64/],
    ['an unknown name', [...COMMAND, ...CONFIG, '--only', 'exit-code'], 2, /no rule "exit-code"/],
    ['a time limit that is not a number', [...COMMAND, ...CONFIG, '--timeout', 'soon'], 2, /a number above 0/],
    ['a file that is not there', [...COMMAND, '--config', 'none.json'], 1, /none\.json cannot be read.*\[TOOL_INPUT\]/],
    [
      'a config that is not JSON',
      [...COMMAND, '--config', 'broken.json'],
      1,
      /broken\.json is not JSON.*\[TOOL_INPUT\]/,
    ],
    ['a command that is not there', ['--command', 'no-such-program', ...CONFIG], 1, /no-such-program.*\[TOOL_INPUT\]/],
    ['a command of nothing', ['--command', ' ', ...CONFIG], 1, /names no program.*\[TOOL_INPUT\]/],
    [
      'a catalog that is not configured',
      [...COMMAND, ...CONFIG, '--catalog', 'spec.json'],
      1,
      /not a configured catalog/,
    ],
    ['a catalog as a specification', [...COMMAND, ...CONFIG, '--previous-spec', 'catalog.json'], 1, /holds a catalog/],
    ['records that are not JSON', [...COMMAND, ...CONFIG, '--expect-records', 'docs.md'], 1, /docs\.md:1 is not JSON/],
    ['a state that is not a list', [...COMMAND, ...CONFIG, '--future-state', 'spec.json'], 1, /a list of states/],
    [
      'a report that cannot be written',
      [...COMMAND, ...CONFIG, '--only', '1', '--junit', 'no/where.xml'],
      1,
      /no\/where\.xml/,
    ],
  ])('says what is wrong with %s', async (_title, args, code, message) => {
    const run = await runTest(args);
    expect(run.code).toBe(code);
    expect(run.stderr).toMatch(message);
    expect(run.stderr).not.toMatch(/\n\s+at /);
  });

  test('a signal ends it and the connector, and nothing is left behind', async () => {
    let pids: string[] = [];
    let files: string[] = [];
    const run = await runTest(
      [...COMMAND, ...CONFIG],
      {
        fault: 'a command that never ends',
        onStderr: (pid, text) => {
          if (text.endsWith('discover\n')) void delay(300).then(() => process.kill(pid, 'SIGINT'));
        },
      },
      async (folder) => {
        pids = await running(folder);
        files = await readdir(folder);
      },
    );
    expect(run.signal).toBe('SIGINT');
    expect(pids).toEqual([]);
    expect(files.filter((name) => name.startsWith('acceptance-'))).toEqual([]);
  });
});

/** Processes that still have this folder in their environment, if the system shows it. */
async function running(folder: string): Promise<string[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter(
    (name) => /^\d+$/.test(name) && name !== String(process.pid),
  );
  const environments = await Promise.all(
    pids.map(async (pid) => await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')),
  );
  return pids.filter((_pid, index) => environments[index]?.includes(folder));
}
