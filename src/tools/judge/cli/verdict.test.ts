import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { compareOutcomes, leaksOf, NOTHING } from './compare.js';
import { type Outcome, outcomeOf } from './outcome.js';
import { judgeDifferences, unmet } from './verdict.js';

const folder = mkdtempSync(join(tmpdir(), 'judge-cli-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

function outcome(changes: Partial<Outcome> = {}): Outcome {
  return { exit: '0', stdout: 'users', files: new Map([['out/a.gz', '3 bytes 00']]), texts: '', ...changes };
}

test('files are compared by what they hold, unpacked to their last member', () => {
  writeFileSync(join(folder, 'once.gz'), gzipSync('one two'));
  writeFileSync(join(folder, 'twice.gz'), Buffer.concat([gzipSync('one '), gzipSync('two')]));
  writeFileSync(join(folder, 'short.gz'), gzipSync('one two').subarray(0, -4));
  const { files, stdout } = outcomeOf({ exitCode: 0, stdout: '\ndap 1.2.3\n', stderr: '' }, folder);
  expect(files.get('once.gz')).toBe(files.get('twice.gz'));
  expect(files.get('short.gz')).toBe('damaged');
  expect(stdout).toBe('dap <version>');
});

test('each aspect that differs is reported, a missing file as nothing', () => {
  const other = outcome({ exit: '5', stdout: '', files: new Map([['out/b', '1 bytes 11']]) });
  expect(compareOutcomes({}, outcome(), outcome())).toEqual([]);
  expect(compareOutcomes({}, outcome(), other)).toEqual([
    { aspect: 'exit', path: '', official: '0', ours: '5' },
    { aspect: 'stdout', path: '', official: 'users', ours: NOTHING },
    { aspect: 'file', path: 'out/a.gz', official: '3 bytes 00', ours: NOTHING },
    { aspect: 'file', path: 'out/b', official: NOTHING, ours: '1 bytes 11' },
  ]);
  expect(compareOutcomes({ compares: ['exit'] }, outcome(), other)).toHaveLength(1);
});

test('secrets in what is written for people are found', () => {
  expect(leaksOf(outcome({ texts: 'INFO fine' }), 's3cret')).toEqual([]);
  expect(leaksOf(outcome({ texts: 'a?X-Amz-Signature=1 s3cret eyJhbGciOiJIUzI1.x' }), 's3cret')).toHaveLength(3);
});

test('a wanted difference passes only in its own case and with its own values', () => {
  const exit = { aspect: 'exit', path: '', official: '5', ours: '0' } as const;
  expect(judgeDifferences('one 500 at the login', [exit])).toMatchObject({
    problems: [],
    wanted: [expect.any(String)],
  });
  expect(judgeDifferences('list', [exit]).problems).toHaveLength(1);
  expect(judgeDifferences('one 500 at the login', [{ ...exit, ours: '2' }]).problems).toHaveLength(1);
});

test('a wanted difference that no case shows is reported', () => {
  const all = unmet([]);
  const exit = { aspect: 'exit', path: '', official: '5', ours: '0' } as const;
  expect(unmet([judgeDifferences('one 500 at the login', [exit])])).toHaveLength(all.length - 1);
});
