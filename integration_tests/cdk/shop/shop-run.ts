import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type ConfiguredCatalogFile,
  type ConnectorRun,
  catalogOf,
  type ReceivedState,
  type RunOptions,
  runConnector,
  stringifyJson,
} from '../../../src/testing/index.js';

export const SHOP_SOURCE = fileURLToPath(new URL('../sample-sources/shop-source.mjs', import.meta.url));
const FAST_TIME = fileURLToPath(new URL('../../support/fast-time.mjs', import.meta.url));

/** A read of the shop's source. */
export interface ShopRead {
  readonly config: object;
  /** None: `discover`. */
  readonly catalog?: ConfiguredCatalogFile;
  readonly state?: readonly ReceivedState[] | undefined;
  /** The time of the program at its start. */
  readonly startMs: number;
  readonly stop?: RunOptions['stop'];
}

/** Runs the source as a program of its own, at a time of its own. */
export async function runShop({ config, catalog, state, startMs, stop }: ShopRead): Promise<ConnectorRun> {
  const folder = await mkdtemp(join(tmpdir(), 'shop-'));
  try {
    const args = [catalog === undefined ? 'discover' : 'read'];
    for (const [name, value] of Object.entries({ config, catalog, state })) {
      if (value === undefined) continue;
      const path = join(folder, `${name}.json`);
      await writeFile(path, stringifyJson(value));
      args.push(`--${name}`, path);
    }
    const time = { FAST_TIME_SPEED: '1', FAST_TIME_START_MS: `${startMs}` };
    // A program that is killed leaves its temporary files behind.
    const env = { ...(process.env as Record<string, string>), TMPDIR: folder, ...time };
    const command = [process.execPath, '--import', FAST_TIME, SHOP_SOURCE];
    return await runConnector({ command, args, env, ...(stop === undefined ? {} : { stop }) });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Both streams, incrementally. */
export async function shopCatalog(config: object, startMs: number): Promise<ConfiguredCatalogFile> {
  return catalogOf((await runShop({ config, startMs })).messages, { syncMode: 'incremental' });
}
