import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Emulator, startEmulator } from '../../src/emulator/index.js';
import { parseJson, stringifyJson } from '../../src/util/json.js';
import { filesBelow, runDap } from '../support/dap-run.js';

const TABLES = { 'canvas.users': 900, 'canvas.courses': 600, 'canvas.submissions': 1500, 'canvas.groups': 300 };
const LIST = 'users,courses,submissions,groups';
const OBJECT_ROWS = 100;
/** Of every answer of the store: 33 files, a few at a time. */
const ANSWER_MS = 60;
/** When a bound is reached, the last run is left to finish; the time counts once a kill came halfway. */
const KILLS = 6;
const KILLING_MS = 6000;
/** A program that ends before its kill is not waited for longer. */
const PATIENCE_MS = 4000;

interface Plan {
  readonly seed: number;
  readonly decompress: boolean;
}

/** When to kill: so many files after the start, then so many milliseconds. */
interface Kill {
  readonly afterFiles: number;
  readonly afterMs: number;
}

/** Numbers in [0, 1) that a seed determines. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('dap snapshot, killed at random instants', () => {
  let emulator: Emulator;
  let folder: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'dap-kill-'));
    emulator = await startEmulator({ limits: false, jobDelayMs: 0, tables: TABLES, objectRows: OBJECT_ROWS });
    emulator.faults.set({ name: 'objectDelay', ms: ANSWER_MS });
  });
  afterEach(async () => {
    await emulator.close();
    rmSync(folder, { recursive: true });
  });

  const argumentsOf = ({ decompress }: Plan): readonly string[] => [
    ...['--non-interactive', 'snapshot', '--namespace', 'canvas', '--table', LIST, '--output-directory', folder],
    ...['--resume', ...(decompress ? ['--decompress'] : [])],
  ];

  /** Files under their final names, without the manifests. */
  const finished = (): readonly string[] =>
    filesBelow(folder).filter((path) => /^job_.*\.jsonl(\.gz)?$/.test(path) && !path.includes('manifest'));

  /** Files that were asked of the store since an instant, by name. An answer is logged when it is complete. */
  function fetchedSince(instant: string): readonly string[] {
    const requests = emulator.requests().filter(({ origin, at }) => origin === 'store' && at >= instant);
    return requests.map(({ path }) => basename(path).replace(/\.gz$/, ''));
  }

  /** Runs until it is killed or done; fails when it fetches a file that was complete before. */
  async function runOnce(plan: Plan, kill?: Kill) {
    const before = new Set(finished().map((path) => basename(path).replace(/\.gz$/, '')));
    const instant = emulator.clock.now();
    const run = await runDap(emulator, argumentsOf(plan), {
      onStart: (end) => {
        if (kill !== undefined) void endLater(end, instant, kill);
      },
    });
    expect(fetchedSince(instant).filter((name) => before.has(name))).toEqual([]);
    return run;
  }

  /** Counts files, so that a slow start does not make every kill come too early. */
  async function endLater(end: () => void, instant: string, { afterFiles, afterMs }: Kill): Promise<void> {
    for (let waited = 0; waited < PATIENCE_MS && fetchedSince(instant).length < afterFiles; waited += 2) await delay(2);
    await delay(afterMs);
    end();
  }

  test.each<Plan>([
    { seed: Date.now() % 100_000, decompress: false },
    { seed: Date.now() % 100_000, decompress: true },
  ])('ends with the truth and fetches no finished file again, %o', async (plan) => {
    const random = randomFrom(plan.seed);
    const began = Date.now();
    let killedHalfway = 0;
    const isEnough = () => killedHalfway > 0 && Date.now() - began > KILLING_MS;
    for (let at = 0; at < KILLS && !isEnough(); at += 1) {
      const kill = { afterFiles: Math.floor(random() * 7), afterMs: random() * ANSWER_MS };
      const { signal } = await runOnce(plan, kill);
      if (signal === 'SIGKILL' && finished().length > 0) killedHalfway += 1;
    }
    expect(killedHalfway).toBeGreaterThan(0);
    const last = await runOnce(plan);
    expect(last.exitCode, last.stderr.slice(-2000)).toBe(0);
    expect(filesBelow(folder).filter((path) => path.endsWith('.part'))).toEqual([]);
    await expectTruth();
    const instant = emulator.clock.now();
    expect((await runOnce(plan)).exitCode).toBe(0);
    expect(fetchedSince(instant)).toEqual([]);
  });

  async function expectTruth(): Promise<void> {
    const folders = new Set(finished().map((path) => path.split('/')[0] ?? ''));
    expect(folders.size).toBe(Object.keys(TABLES).length);
    const rows = [...folders].map((name) => rowsOf(name).sort());
    for (const name of Object.keys(TABLES)) {
      const [namespace = '', table = ''] = name.split('.');
      const truth: string[] = [];
      for await (const { key, value } of emulator.truth(namespace, table)) truth.push(stringifyJson({ key, value }));
      expect(rows).toContainEqual(truth.sort());
    }
  }

  function rowsOf(jobFolder: string): string[] {
    expect(existsSync(join(folder, jobFolder, 'manifest.jsonl'))).toBe(true);
    return finished()
      .filter((path) => path.startsWith(`${jobFolder}/`))
      .flatMap((path) => {
        const bytes = readFileSync(join(folder, path));
        const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
        return text.trimEnd().split('\n').map(keyAndValue);
      });
  }
});

function keyAndValue(line: string): string {
  const { key, value } = parseJson(line) as { key: unknown; value: unknown };
  return stringifyJson({ key, value });
}
