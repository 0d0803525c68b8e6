import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { recordsOf, statesOf } from '../../src/testing/messages-of-type.js';
import { Lab, stateAfter } from '../support/lab.js';
import { Relay } from '../support/relay.js';
import { differences, truthOf } from '../support/rows.js';
import { warningsOf } from '../support/warnings.js';

const STREAM = 'canvas.submissions';
const ROWS = 3000;

/** Changes two characters: one of a value, and the first of a key, which then names a row that nobody has. */
function damaged(content: string): string {
  const lines = content.split('\n');
  lines[20] = (lines[20] as string).replace(/("key":\{"id":)\d/, '$19');
  lines[30] = (lines[30] as string).replace(/("created_at":"\d{3})\d/, '$10');
  return lines.join('\n');
}

describe('a file whose first part was delivered from a damaged copy', () => {
  let lab: Lab;
  let relay: Relay;
  beforeEach(async () => {
    lab = await Lab.start({ tables: { [STREAM]: ROWS } });
    relay = await Relay.start(lab.emulator);
  });
  afterEach(async () => {
    await relay?.close();
    await lab?.close();
  });

  test('is sent again when the read is resumed with the sound copy, and a warning names it', async () => {
    relay.alter.file = damaged;
    const { config } = relay;
    const stopped = await lab.read({ config, speed: 1, stdoutDelayMs: 15, stop: { after: 1200, with: 'SIGTERM' } });
    expect(stopped.signal).toBe('SIGTERM');
    const job = statesOf(stopped.messages, STREAM).at(-1)?.stream?.stream_state?.['job'];
    expect(job).toMatchObject({ partial: { offset: expect.any(Number) } });
    relay.alter.file = undefined;
    const resumed = await lab.read({ config, state: stateAfter(stopped) });
    expect(resumed.exitCode).toBe(0);
    const rows = lab.applied(STREAM, stopped.messages, resumed.messages);
    // The row of the damaged key stays: nothing can tell a destination to remove it but a person.
    expect(differences(rows, await truthOf(lab.emulator, STREAM))).toEqual([
      expect.stringMatching(/^1 rows should not be there/),
    ]);
    const [warning, ...more] = warningsOf(resumed);
    expect(more).toEqual([]);
    expect(warning).toContain(
      `canvas.submissions: ${recordsOf(stopped.messages).length} rows that were already sent came from a damaged or changed copy of file`,
    );
    expect(warning).toMatch(/file \S*part-00000\S*; the file is sent again.*key was damaged stays in the destination/);
  });

  test('is not sent again where the copies are the same', async () => {
    relay.alter.file = damaged;
    const { config } = relay;
    const stopped = await lab.read({ config, speed: 1, stdoutDelayMs: 15, stop: { after: 1200, with: 'SIGTERM' } });
    const resumed = await lab.read({ config, state: stateAfter(stopped) });
    expect(warningsOf(resumed)).toEqual([]);
    expect(lab.applied(STREAM, stopped.messages, resumed.messages).size).toBe(ROWS);
    const records = [...stopped.messages, ...resumed.messages].filter(({ record }) => record !== undefined);
    expect(records).toHaveLength(ROWS);
  });
});
