import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type ConfiguredCatalogFile,
  type ConnectorRun,
  catalogOf,
  type RunOptions,
  runConnector,
  stringifyJson,
} from '../../src/testing/index.js';

const PROGRAM = fileURLToPath(new URL('sample-sources/sample-source.mjs', import.meta.url));

/** Contains every character that an encoding may change. */
export const PASSWORD = `pa"ss\\w/ö'rd & <1>`;
export const CONFIG = { password: PASSWORD };

/** Contents of the files of a command: texts unchanged, anything else as JSON. */
export interface Files {
  readonly config?: unknown;
  readonly catalog?: unknown;
  readonly state?: unknown;
}

/** Runs a command of the sample source with its files in a folder of its own; `more` are further arguments. */
export async function runSample(
  command: string,
  files: Files = {},
  options: Partial<RunOptions> = {},
  more: readonly string[] = [],
): Promise<ConnectorRun> {
  const folder = await mkdtemp(join(tmpdir(), 'sample-source-'));
  try {
    const args = [command];
    for (const [name, content] of Object.entries(files)) {
      const path = join(folder, `${name}.json`);
      await writeFile(path, typeof content === 'string' ? content : stringifyJson(content));
      args.push(`--${name}`, path);
    }
    return await runConnector({ command: ['node', PROGRAM], args: [...args, ...more], timeoutMs: 30_000, ...options });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Runs the sample source with these arguments. */
export async function runProgram(args: readonly string[]): Promise<ConnectorRun> {
  return await runConnector({ command: ['node', PROGRAM], args, timeoutMs: 30_000 });
}

/** A command line of the sample source through a shell, `$@` being the program and its arguments. */
export function throughShell(script: string): Pick<RunOptions, 'command'> {
  return { command: ['bash', '-c', script, 'bash', 'node', PROGRAM] };
}

let discovered: Promise<ConnectorRun> | undefined;

/** A configured catalog of some streams of the sample source. */
export async function sampleCatalog(...streams: readonly string[]): Promise<ConfiguredCatalogFile> {
  discovered ??= runSample('discover', { config: CONFIG });
  return catalogOf((await discovered).messages, { syncMode: 'incremental', streams });
}

/** Reads some streams of the sample source. */
export async function readSample(
  streams: readonly string[],
  files: Files = {},
  options: Partial<RunOptions> = {},
): Promise<ConnectorRun> {
  return await runSample('read', { config: CONFIG, catalog: await sampleCatalog(...streams), ...files }, options);
}
