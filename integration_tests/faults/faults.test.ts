import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FAULT_NAMES, type FaultSpec } from '../../src/emulator/index.js';
import { errorsOf, logsOf, statesOf, statusesOf } from '../../src/testing/messages-of-type.js';
import type { ConnectorRun } from '../../src/testing/run-connector.js';
import { Lab, stateAfter } from '../support/lab.js';
import { keysOf, recordsIn, repeated } from '../support/rows.js';
import { ENDURED, type Endured, FATAL, type Fatal } from './fault-cases.js';

const STRUCK = 'canvas.users';
const SPARED = 'canvas.groups';
const OPTIONS = { tables: { [STRUCK]: 300, [SPARED]: 60 }, objectRows: 100, speed: 20, jobDelayMs: 12_000 };

let base: Lab;
beforeAll(async () => {
  base = await Lab.start(OPTIONS);
});
afterAll(async () => await base?.close());

async function withFaults(faults: readonly FaultSpec[], work: (lab: Lab) => Promise<void>): Promise<void> {
  const lab = await Lab.start(OPTIONS, {}, base);
  try {
    for (const fault of faults) lab.emulator.faults.set(fault);
    await work(lab);
  } finally {
    await lab.close();
  }
}

function expectFired(lab: Lab): void {
  expect(lab.emulator.faults.list().map(({ name, fired }) => [name, fired > 0])).toEqual(
    lab.emulator.faults.list().map(({ name }) => [name, true]),
  );
}

function warnings(run: ConnectorRun): string {
  return logsOf(run.messages, 'WARN').join('\n');
}

describe('faults that a read endures', { concurrent: true }, () => {
  test.each(ENDURED.map((each) => [each.title, each] as const))('%s', async (_title, each: Endured) => {
    await withFaults(each.faults, async (lab) => {
      const run = await lab.read();
      expect(errorsOf(run.messages).map((error) => error.message)).toEqual([]);
      expect(run.exitCode).toBe(0);
      expectFired(lab);
      if (each.warnings.length === 0) expect(warnings(run)).toBe('');
      for (const warning of each.warnings) expect(warnings(run)).toMatch(warning);
      if (each.hasNewColumn !== true) await lab.expectTruth(STRUCK, run.messages);
      else expect(new Set(keysOf(run.messages, STRUCK, ['id'])).size).toBe(300);
      await lab.expectTruth(SPARED, run.messages);
      const again = repeated(keysOf(run.messages, STRUCK, ['id']));
      if (each.mayRepeat !== true) expect(again).toEqual([]);
    });
  });
});

describe('faults that end a stream or a read', { concurrent: true }, () => {
  test.each(FATAL.map((each) => [each.title, each] as const))('%s', async (_title, each: Fatal) => {
    await withFaults(each.faults, async (lab) => {
      const run = await lab.read();
      expectFired(lab);
      expect(run.exitCode).toBe(1);
      expect(errorsOf(run.messages).map(({ failure_type }) => failure_type)).toEqual([each.failure]);
      expect(errorsOf(run.messages)[0]?.message).toMatch(each.message);
      if (each.endsAll === true) {
        expect(statusesOf(run.messages, STRUCK)).toEqual([]);
        expect(statesOf(run.messages)).toEqual([]);
        return;
      }
      expect(statusesOf(run.messages, STRUCK).at(-1)).toBe('INCOMPLETE');
      await lab.expectTruth(SPARED, run.messages);
      // Nothing is lost: the next read, from the last STATE, makes the table whole.
      lab.emulator.faults.clear();
      const next = await lab.read({ state: stateAfter(run) });
      expect(next.exitCode).toBe(0);
      await lab.expectTruth(STRUCK, run.messages, next.messages);
    });
  });

  test('a file that stays damaged keeps what was sent before it, and only the rest is sent by the next read', async () => {
    const faults = [{ name: 'objectCorrupt', table: 'users', skip: 1, times: 'forever' }] as const;
    await withFaults(faults, async (lab) => {
      const run = await lab.read();
      expect(run.exitCode).toBe(1);
      const states = statesOf(run.messages, STRUCK);
      expect(states.at(-1)?.stream?.stream_state).toMatchObject({ job: { done: 1 } });
      lab.emulator.faults.clear();
      const next = await lab.read({ state: stateAfter(run) });
      await lab.expectTruth(STRUCK, run.messages, next.messages);
      expect(repeated([...keysOf(run.messages, STRUCK, ['id']), ...keysOf(next.messages, STRUCK, ['id'])])).toEqual([]);
    });
  });
});

describe('faults in the data itself', { concurrent: true }, () => {
  test('a column nobody announced is written as it comes, and named once; all others are right', async () => {
    await withFaults([{ name: 'unknownColumn', table: 'users', percent: 50 }], async (lab) => {
      const run = await lab.read();
      expectFired(lab);
      expect(run.exitCode).toBe(0);
      const surprises = recordsIn(run.messages, STRUCK).map(({ data }) => data['unannounced_column']);
      expect(new Set(surprises)).toEqual(new Set([undefined, 'surprise']));
      const named = logsOf(run.messages, 'INFO').filter((text) => text.includes('unannounced_column'));
      expect(named).toEqual([expect.stringContaining('written as they come')]);
      for (const { data } of recordsIn(run.messages, STRUCK)) Reflect.deleteProperty(data, 'unannounced_column');
      await lab.expectTruth(STRUCK, run.messages);
    });
  });

  test('a column nobody announced is left out where the catalog takes no other columns', async () => {
    await withFaults([{ name: 'unknownColumn', table: 'users', percent: 50 }], async (lab) => {
      const catalog = structuredClone(lab.catalog());
      for (const { stream } of catalog.streams)
        Object.assign(stream.json_schema ?? {}, { additionalProperties: false });
      const run = await lab.read({ catalog });
      expectFired(lab);
      expect(run.exitCode).toBe(0);
      await lab.expectTruth(STRUCK, run.messages);
    });
  });

  test('values of wrong types are cast where they can be, and counted in a warning where they cannot', async () => {
    await withFaults([{ name: 'wrongTypes', table: 'users', percent: 60 }], async (lab) => {
      const run = await lab.read();
      expectFired(lab);
      expect(run.exitCode).toBe(0);
      expect(keysOf(run.messages, STRUCK, ['id'])).toHaveLength(300);
      expect(logsOf(run.messages, 'WARN').length).toBeLessThan(20);
    });
  });

  test('floats that are not finite are kept as words and counted in a warning', async () => {
    const table = 'canvas.assignment_groups';
    const lab = await Lab.start({ ...OPTIONS, tables: { [table]: 200 } });
    try {
      lab.emulator.faults.set({ name: 'nonFinite', percent: 40 });
      const run = await lab.read();
      expectFired(lab);
      expect(run.exitCode).toBe(0);
      expect(keysOf(run.messages, table, ['id'])).toHaveLength(200);
      const weights = new Set(recordsIn(run.messages, table).map((record) => record.data['group_weight']));
      for (const word of ['NaN', 'Infinity', '-Infinity']) expect(weights).toContain(word);
      expect(warnings(run)).toMatch(/group_weight.*\d+ times/);
    } finally {
      await lab.close();
    }
  });

  test('floats in another spelling are the same numbers', async () => {
    const table = 'canvas.assignment_groups';
    const lab = await Lab.start({ ...OPTIONS, tables: { [table]: 200 } });
    try {
      lab.emulator.faults.set({ name: 'oddNumbers', percent: 60 });
      const run = await lab.read();
      expectFired(lab);
      expect(run.exitCode).toBe(0);
      await lab.expectTruth(table, run.messages);
    } finally {
      await lab.close();
    }
  });

  test('a table that vanishes is skipped, whenever it does', async () => {
    for (const on of ['schema', 'data'] as const) {
      await withFaults([{ name: 'tableVanishes', table: 'users', on }], async (lab) => {
        const run = await lab.read();
        expectFired(lab);
        expect(run.exitCode).toBe(0);
        expect(warnings(run)).toMatch(/canvas\.users was skipped: DAP has no table canvas\.users any more/);
        expect(statusesOf(run.messages, STRUCK)).toEqual(['STARTED', 'INCOMPLETE']);
        await lab.expectTruth(SPARED, run.messages);
      });
    }
  });

  test('a table that vanishes while the tables are discovered is left out with a warning', async () => {
    await withFaults([{ name: 'tableVanishes', table: 'users', on: 'schema' }], async (lab) => {
      const run = await lab.discover();
      expect(run.exitCode).toBe(0);
      expect(warnings(run)).toMatch(/users is not offered/);
      const catalog = run.messages.find((message) => message.catalog !== undefined)?.catalog;
      expect(catalog?.streams.map(({ name }) => name)).toEqual(['groups']);
    });
  });
});

test('every fault of the emulator is among the cases', () => {
  const elsewhere = ['duplicateWebLogs', 'unknownColumn', 'wrongTypes', 'nonFinite', 'oddNumbers', 'tableVanishes'];
  // What these show concerns single parts, which have tests of their own.
  const ofParts = ['api403', 'neverFilled', 'staleJob', 'badAction', 'listedTwice', 'oddSchema'];
  const covered = new Set([
    ...elsewhere,
    ...ofParts,
    ...[...ENDURED, ...FATAL].flatMap((each) => each.faults.map(({ name }) => name)),
  ]);
  expect(FAULT_NAMES.filter((name) => !covered.has(name))).toEqual([]);
});
