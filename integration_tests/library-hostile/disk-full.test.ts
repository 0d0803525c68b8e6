import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Emulator, startEmulator } from '../../src/emulator/index.js';
import { readTree } from './hostile-service.js';

const SCRIPT = fileURLToPath(new URL('download-script.mjs', import.meta.url));
const ROWS = 4000;
/** `ulimit -f` counts blocks of 1,024 bytes in bash; the files of the table are larger. */
const BLOCKS = 40;

describe.runIf(process.platform === 'linux')('a disk that takes no more', () => {
  let emulator: Emulator;
  let folder: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'dap-disk-full-'));
    emulator = await startEmulator({
      limits: false,
      jobDelayMs: 0,
      tables: { 'canvas.users': ROWS },
      objectRows: 1000,
    });
  });
  afterEach(async () => {
    await emulator.close();
    rmSync(folder, { recursive: true });
  });

  async function download(limit: string, ...more: readonly string[]): Promise<{ code: number | null; stderr: string }> {
    const line = `ulimit -f ${limit}; exec "$0" "$@"`;
    const child = spawn('bash', ['-c', line, process.execPath, SCRIPT, 'users', folder, ...more], {
      env: {
        ...process.env,
        DAP_API_URL: emulator.baseUrl,
        DAP_CLIENT_ID: emulator.clientId,
        DAP_CLIENT_SECRET: emulator.clientSecret,
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, stderr };
  }

  const complete = () => [...readTree(folder)].filter(([path]) => path.endsWith('.gz'));

  test('ends the download with the path; no file has its name before it is whole', async () => {
    const { code, stderr } = await download(String(BLOCKS));
    expect(code, stderr).toBe(5);
    expect(stderr).toMatch(/^DAP_FILE: .*part-0000\d.*EFBIG/);
    expect(complete()).toEqual([]);
    // A full disk is not worth fetching the file again for.
    const fetched = emulator.requests().filter(({ origin }) => origin === 'store').length;
    expect(fetched).toBeLessThanOrEqual(ROWS / 1000);
  });

  test('is forgiven when there is room again: the rest is fetched', async () => {
    await download(String(BLOCKS));
    const { code, stderr } = await download('unlimited', 'resume');
    expect(code, stderr).toBe(0);
    const lines = complete().flatMap(([, bytes]) => gunzipSync(bytes).toString().trimEnd().split('\n'));
    expect(new Set(lines).size).toBe(ROWS);
    expect(lines).toHaveLength(ROWS);
    expect([...readTree(folder).keys()].filter((path) => path.endsWith('.part'))).toEqual([]);
  });
});
