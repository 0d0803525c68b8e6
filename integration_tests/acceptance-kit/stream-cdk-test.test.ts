import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import { MAKE_NEW_DATA, SAMPLE, type SampleInputs, sampleModule, withSampleFolder } from './run-sample.js';

const PROGRAM = fileURLToPath(new URL('../../dist/cli/stream-cdk.js', import.meta.url));
const inputs = await sampleModule<SampleInputs>('inputs.mjs');

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Plan {
  readonly fault?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called when the program writes to standard error. */
  readonly onStderr?: (pid: number, text: string) => void;
}

/** Runs `stream-cdk test` in a folder of the sample source, which holds the files that `args` may name. */
async function runTest(args: readonly string[], plan: Plan = {}, use = async (_folder: string) => {}): Promise<Ended> {
  return await withSampleFolder(async (folder) => {
    await writeInputs(folder);
    const own = { SAMPLE_FOLDER: folder, SAMPLE_FAULT: plan.fault ?? '', TMPDIR: folder };
    const env = { PATH: process.env['PATH'] ?? '', ...own, ...plan.env };
    const child = spawn(process.execPath, [PROGRAM, 'test', ...args], { cwd: folder, env });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
      plan.onStderr?.(child.pid ?? 0, stderr);
    });
    const [code, signal] = await once(child, 'close');
    await use(folder);
    return { code, signal, stdout, stderr };
  });
}

async function writeInputs(folder: string): Promise<void> {
  const files: Readonly<Record<string, string>> = {
    'config.json': JSON.stringify(inputs.CONFIG),
    'invalid.json': JSON.stringify(inputs.INVALID_CONFIG),
    'spec.json': JSON.stringify(inputs.SPEC),
    'catalog.json': `{"type":"LOG","log":{"level":"INFO","message":"x"}}\n${JSON.stringify({ type: 'CATALOG', catalog: inputs.CATALOG })}\n`,
    'metadata.yaml':
      'data:\n  allowedHosts:\n    hosts: [api.example.org]\n  suggestedStreams:\n    streams: [orders]\n',
    'docs.md': inputs.DOCS,
    'records.jsonl': `${inputs.EXPECTED_RECORDS.map((record) => JSON.stringify(record)).join('\n')}\n`,
    'broken.json': '{"api_key": ',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
}

const COMMAND = ['--command', `'${process.execPath}' "${SAMPLE}"`];
const CONFIG = ['--config', 'config.json'];
const ALL = [
  ...['--invalid-config', 'invalid.json', '--between', MAKE_NEW_DATA, '--spec', 'spec.json'],
  ...['--previous-spec', 'spec.json', '--previous-catalog', 'catalog.json', '--metadata', 'metadata.yaml'],
  ...['--docs', 'docs.md', '--streams-without-primary-key', 'countries', '--expect-records', 'records.jsonl'],
  ...['--fill-all-columns', '--resumes', '2', '--junit', 'junit.xml'],
];

describe('stream-cdk test', () => {
  test('reports every assertion, writes JUnit, and ends with 0 when all hold', async () => {
    let xml = '';
    const run = await runTest([...COMMAND, ...CONFIG, ...ALL], {}, async (folder) => {
      xml = await readFile(join(folder, 'junit.xml'), 'utf8');
    });
    expect(run.code, run.stdout + run.stderr).toBe(0);
    expect(run.stdout).toContain('  ✓ 57 a read that is resumed from any state loses nothing [resume-loses-nothing]\n');
    expect(run.stdout).toContain(
      '  - 18 the labels of the image match the metadata [image-labels] (not judged: there is no image',
    );
    expect(run.stdout).toMatch(/\n60 passed, 0 failed, 0 with warnings, 3 not judged \(\d+ commands in [\d.]+ s\)\n$/);
    expect(run.stderr).toContain('1. spec\n');
    expect(run.stdout + run.stderr).not.toContain('\u001b');
    expect(XMLValidator.validate(xml)).toBe(true);
    const { testsuites } = new XMLParser({ ignoreAttributes: false }).parse(xml);
    expect(testsuites).toMatchObject({ '@_tests': '63', '@_failures': '0', '@_skipped': '3' });
    expect(testsuites.testsuite.map((suite: { '@_name': string }) => suite['@_name'])).toContain('incremental');
  });

  test('ends with 1 where an assertion fails, and tells problems without secrets', async () => {
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

  test.concurrent.each<[string, string, RegExp]>([
    ['63', '', /✓ 63 counts are written with a decimal point \[counts-with-decimal-point\]\n/],
    ['state-before-end', '', /✓ 62 no state comes after the end of its stream \[state-before-end\]\n/],
    ['62', 'a state after COMPLETE', /! 62 .*\n {7}orders: a STATE comes after COMPLETE/],
  ])('--only %s reads from a source (%s) what the rule looks at', async (rules, fault, line) => {
    const run = await runTest([...COMMAND, ...CONFIG, '--only', rules, '--resumes', '1'], { fault });
    expect(run.stdout).toMatch(line);
    expect(run.stderr).toContain(' first read\n');
    expect(run.code).toBe(0);
  });

  test.concurrent.each<[string, RegExp]>([
    ['40', /could be judged: 40 needs records to look for \(--expect-records\)\.\n$/],
    [
      'spec-compatible,52',
      /could be judged: 20 needs .* \(--previous-spec\); 52 needs the page for users \(--docs\)\.\n$/,
    ],
    ['18', /could be judged: 18 there is no image/],
  ])('ends with 1 if nothing of --only %s can be judged, and names the option', async (rules, end) => {
    const run = await runTest([...COMMAND, ...CONFIG, '--only', rules]);
    expect(run.stdout).toMatch(end);
    expect(run.stderr).not.toContain('discover');
    expect(run.code).toBe(1);
  });

  test('shows colours only where they are wanted', async () => {
    const only = [...COMMAND, ...CONFIG, '--only', '1'];
    expect((await runTest(only, { env: { FORCE_COLOR: '1' } })).stdout).toContain('\u001b[32m✓');
    expect((await runTest(only, { env: { NO_COLOR: '1' } })).stdout).not.toContain('\u001b');
  });

  test.concurrent.each<[string, string[], number, RegExp]>([
    ['no command', CONFIG, 2, /required option '--command/],
    ['no config', COMMAND, 2, /required option '--config/],
    ['an unknown number', [...COMMAND, ...CONFIG, '--only', '99'], 2, /numbered from 1 to 63/],
    ['an unknown name', [...COMMAND, ...CONFIG, '--only', 'exit-code'], 2, /no rule "exit-code"/],
    ['a time limit that is none', [...COMMAND, ...CONFIG, '--timeout', 'soon'], 2, /a number above 0/],
    ['a file that is not there', [...COMMAND, '--config', 'none.json'], 1, /none\.json cannot be read.*\[TOOL_INPUT\]/],
    [
      'a config that is not JSON',
      [...COMMAND, '--config', 'broken.json'],
      1,
      /broken\.json is not JSON.*\[TOOL_INPUT\]/,
    ],
    ['a command that is not there', ['--command', 'no-such-program', ...CONFIG], 1, /no-such-program.*\[TOOL_INPUT\]/],
    ['a command of nothing', ['--command', ' ', ...CONFIG], 1, /names no program.*\[TOOL_INPUT\]/],
    ['a catalog that is not configured', [...COMMAND, ...CONFIG, '--catalog', 'spec.json'], 1, /no configured catalog/],
    ['a catalog as a specification', [...COMMAND, ...CONFIG, '--previous-spec', 'catalog.json'], 1, /holds a catalog/],
    ['records that are none', [...COMMAND, ...CONFIG, '--expect-records', 'docs.md'], 1, /docs\.md:1 is not JSON/],
    ['a state that is no list', [...COMMAND, ...CONFIG, '--future-state', 'spec.json'], 1, /a list of states/],
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

/** Processes that still have this folder in their environment, where the system tells. */
async function running(folder: string): Promise<string[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter(
    (name) => /^\d+$/.test(name) && name !== String(process.pid),
  );
  const environments = await Promise.all(
    pids.map(async (pid) => await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')),
  );
  return pids.filter((_pid, index) => environments[index]?.includes(folder));
}
