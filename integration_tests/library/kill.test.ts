import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readJobManifest } from '../../src/dap/index.js';
import { type Emulator, startEmulator } from '../../src/emulator/index.js';

const CHILD = fileURLToPath(new URL('download-child.mjs', import.meta.url));
const ROWS = 6000;

let emulator: Emulator;

beforeAll(async () => {
  const tables = { 'canvas.users': ROWS };
  emulator = await startEmulator({ limits: false, jobDelayMs: 0, objectRows: 100, tables, namespaces: ['canvas'] });
});
afterAll(async () => await emulator.close());

function start(folder: string, decompress: boolean, userAgent: string) {
  const { baseUrl, clientId, clientSecret } = emulator;
  const env = { ...process.env, DAP_API_URL: baseUrl, DAP_CLIENT_ID: clientId, DAP_CLIENT_SECRET: clientSecret };
  return spawn(process.execPath, [CHILD, folder, String(decompress), userAgent], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** Complete files: everything but temporary ones and the manifest. */
async function completeIn(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => /\.jsonl(\.gz)?$/.test(name) && !name.endsWith('manifest.jsonl'));
}

const nameOf = (path: string) => basename(path).replace(/\.gz$/, '');

/** Files that a program asked of the store. The emulator may still be answering what killed ones had asked for. */
const fetchedBy = (program: string) =>
  emulator
    .requests()
    .filter(({ origin, method, userAgent }) => origin === 'store' && method === 'GET' && userAgent === program)
    .map(({ path }) => nameOf(path));

test.each([false, true])(
  'a download that is killed again and again is whole in the end (decompressed: %s)',
  async (decompress) => {
    const folder = await mkdtemp(join(tmpdir(), 'kill-test-'));
    try {
      let kills = 0;
      for (let wanted = 3; wanted < 45; wanted += 9) {
        const child = start(folder, decompress, 'killed');
        const ended = once(child, 'exit');
        while (child.exitCode === null && (await completeIn(folder)).length < wanted) await delay(2);
        child.kill('SIGKILL');
        const [code] = await ended;
        if (code === null) kills += 1;
      }
      expect(kills).toBeGreaterThan(0);
      const kept = new Set((await completeIn(folder)).map(nameOf));
      const last = `last, ${decompress ? 'decompressed' : 'compressed'}`;
      const [code] = await once(start(folder, decompress, last), 'exit');
      expect(code).toBe(0);
      const files = await completeIn(folder);
      expect(fetchedBy(last).filter((name) => kept.has(name))).toEqual([]);
      expect(new Set(fetchedBy(last)).size).toBe(files.length - kept.size);
      const texts = await Promise.all(
        files.map(async (name) => {
          const bytes = await readFile(join(folder, name));
          return (decompress ? bytes : gunzipSync(bytes)).toString();
        }),
      );
      const lines = texts.flatMap((text) => text.split('\n').slice(0, -1));
      expect([lines.length, new Set(lines).size]).toEqual([ROWS, ROWS]);
      const [job = ''] = await readdir(folder);
      expect((await readJobManifest(join(folder, job)))?.end).toMatchObject({ files: files.length });
      expect((await readdir(join(folder, job))).filter((name) => name.endsWith('.part'))).toEqual([]);
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);
