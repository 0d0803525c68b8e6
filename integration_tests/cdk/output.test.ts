import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { recordsOf } from '../../src/testing/index.js';
import { readSample, runSample, throughShell } from './sample.js';

describe.concurrent('output', () => {
  test.each(['endless', 'waiting'])(
    'a reader that leaves ends the read of %s with one line on standard error',
    async (name) => {
      const run = await readSample([name], {}, { closeStdoutAfter: 2 });
      expect(run.exitCode).toBe(1);
      expect(run.stderr).toMatch(/^source-sample: Standard output cannot be written \(E[A-Z]+\); stopped\.\n$/);
    },
  );

  test.runIf(existsSync('/dev/full')).each([
    ['spec', {}],
    ['read', {}],
  ])('a full disk ends %s with one line on standard error', async (command) => {
    const shell = throughShell('exec "$@" > /dev/full');
    const run = command === 'spec' ? await runSample('spec', {}, shell) : await readSample(['endless'], {}, shell);
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toBe('source-sample: Standard output cannot be written (ENOSPC); stopped.\n');
  });

  test('a failing command whose output cannot be written reports it on standard error', async () => {
    const run = await runSample('read', { config: 'broken', catalog: {} }, throughShell('exec "$@" > /dev/full'));
    expect(run).toMatchObject({ exitCode: 1, lines: [] });
    expect(run.stderr).toContain('ENOSPC');
  });

  test('a read works with a closed standard error', async () => {
    const run = await readSample(['secretive', 'good'], {}, throughShell('exec "$@" 2>&-'));
    expect(run.exitCode).toBe(0);
    expect(recordsOf(run.messages)).toHaveLength(4);
  });

  test('a pipe whose reader comes late loses nothing', async () => {
    const script = '"$@" | (sleep 0.3; cat)';
    const run = await readSample(['good', 'big', 'south.twin'], {}, throughShell(script));
    expect(recordsOf(run.messages)).toHaveLength(7);
  });

  test('standard output and standard error may be the same pipe', async () => {
    const run = await readSample(['secretive', 'good'], {}, throughShell('"$@" 2>&1 | cat'));
    expect(recordsOf(run.messages)).toHaveLength(4);
    expect(run.lines).toContain('stderr ****');
  });
});
