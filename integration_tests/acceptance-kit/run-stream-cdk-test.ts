import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SAMPLE, type SampleInputs, sampleModule, withSampleFolder } from './run-sample.js';

const PROGRAM = fileURLToPath(new URL('../../dist/cli/stream-cdk.js', import.meta.url));
const inputs = await sampleModule<SampleInputs>('inputs.mjs');

/** How a run of `stream-cdk test` ended. */
export interface EndedTest {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a run has besides its arguments. */
export interface TestPlan {
  readonly fault?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called when the program writes to standard error. */
  readonly onStderr?: (pid: number, text: string) => void;
}

/** Runs `stream-cdk test` in a folder of the sample source, which holds the files that `args` may name. */
export async function runTest(
  args: readonly string[],
  plan: TestPlan = {},
  use = async (_folder: string) => {},
): Promise<EndedTest> {
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

/** How the sample source is started. */
export const COMMAND = ['--command', `'${process.execPath}' "${SAMPLE}"`];
/** Its config, in the folder of the run. */
export const CONFIG = ['--config', 'config.json'];
