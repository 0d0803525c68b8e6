import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerAddress } from './bench-server.js';

/** Files that `read` needs, in a folder that {@link withSourceFiles} removes. */
export interface SourceFiles {
  readonly folder: string;
  /** Arguments of the connector's `read`. */
  readonly readArguments: readonly string[];
}

/** Writes config and catalog for a first read of `tables`, and removes them when `work` has ended. */
export async function withSourceFiles<T>(
  server: ServerAddress,
  tables: readonly string[],
  work: (files: SourceFiles) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'source-dap-bench-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    const config = join(folder, 'config.json');
    const catalog = join(folder, 'catalog.json');
    const credentials = { client_id: server.clientId, client_secret: server.clientSecret };
    await writeFile(config, JSON.stringify({ ...credentials, base_url: server.baseUrl }), { mode: 0o600 });
    const streams = tables.map((name) => ({
      stream: { name, namespace: 'canvas', json_schema: {}, supported_sync_modes: ['full_refresh', 'incremental'] },
      sync_mode: 'incremental',
      destination_sync_mode: 'append',
    }));
    await writeFile(catalog, JSON.stringify({ streams }));
    await mkdir(join(folder, 'objects'));
    return await work({ folder, readArguments: ['read', '--config', config, '--catalog', catalog] });
  } finally {
    remove();
    process.removeListener('exit', remove);
  }
}
