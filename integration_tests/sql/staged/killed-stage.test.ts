import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { SqlLab } from '../../sql-support/sql-lab.js';
import { TARGETS } from '../../sql-support/targets.js';
import { useCoreLabs } from '../core/use-core-lab.js';
import { fetched, leftovers, NOTHING_LEFT } from './rounds.js';

const USERS = 'canvas.users';
const FILES = 8;
const SCRIPT = fileURLToPath(new URL('staged-process.mjs', import.meta.url));

/**
 * Runs the process until so many files are in the stage, and kills it then.
 *
 * @returns the lines that it has printed
 */
async function runUntil(lab: SqlLab, files: number): Promise<readonly string[]> {
  await lab.scratch.pause();
  const { clientId, clientSecret, baseUrl } = lab.emulator;
  const options = { url: lab.scratch.url, clientId, clientSecret, baseUrl, namespace: 'canvas', table: 'users' };
  const child = spawn(process.execPath, [SCRIPT, JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (Number(line) >= files) child.kill('SIGKILL');
  }
  await exited;
  return lines;
}

describe.each(TARGETS)('a process that fills a stage, in $dialect', (target) => {
  describe.skipIf(target.missing !== undefined)('and is killed', () => {
    const startLab = useCoreLabs(target);

    test('after any file loses no file that was finished', { timeout: 300_000 }, async () => {
      const { lab } = await startLab({ tables: { [USERS]: 50 * FILES }, objectRows: 50 });
      let inStage = 0;
      let last: string | undefined;
      let kills = 0;
      // The server notices within moments that a client is gone: until then the table is busy.
      for (let runs = 0; last !== 'initialized' && runs < 10 * FILES; runs += 1) {
        const lines = await runUntil(lab, inStage + 1);
        const files = lines.map(Number).filter((line) => !Number.isNaN(line));
        last = lines.at(-1);
        if (files.length === 0) continue;
        expect(files[0]).toBeGreaterThanOrEqual(inStage);
        inStage = Math.max(...files);
        if (last !== 'initialized') kills += 1;
      }
      expect(last).toBe('initialized');
      expect(kills).toBeGreaterThan(2);
      // At most the file under way and those read ahead come once more.
      expect(new Set(fetched(lab)).size).toBe(FILES);
      await lab.expectTruth(USERS);
      expect(await leftovers(lab)).toEqual(NOTHING_LEFT);
    });
  });
});
