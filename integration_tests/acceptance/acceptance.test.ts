import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  BASIC_READ_ASSERTIONS,
  type BasicReadInput,
  type ConnectorRun,
  DISCOVERY_ASSERTIONS,
  FULL_REFRESH_ASSERTIONS,
  INCREMENTAL_ASSERTIONS,
  type IncrementalInput,
  stateFrom,
} from '../../src/testing/index.js';
import { Lab } from '../support/lab.js';

const STREAMS = {
  'canvas.courses': 40,
  'canvas.assignments': 40,
  'canvas.enrollment_states': 40,
  'canvas.quiz_questions': 40,
  'canvas_logs.web_logs': 40,
};
const FUTURE = '2199-01-01T00:00:00.000000Z';

describe("Airbyte's acceptance assertions", () => {
  let lab: Lab;
  let discovered: ConnectorRun;
  let full: readonly ConnectorRun[];
  let basic: BasicReadInput;
  let incremental: IncrementalInput;

  beforeAll(async () => {
    lab = await Lab.start({ tables: STREAMS, objectRows: 25 });
    discovered = await lab.discover();
    const first = await lab.read();
    const impossible = structuredClone(lab.catalog({ streams: ['canvas.courses'] }));
    for (const entry of impossible.streams) Object.assign(entry, { sync_mode: 'INVALID' });
    const failing = await lab.read({ catalog: impossible });
    expect(failing.exitCode).toBe(1);
    // In real time: the second is to emit later than the first.
    const fullCatalog = { syncMode: 'full_refresh', speed: 1 } as const;
    const fullFirst = await lab.read(fullCatalog);
    full = [fullFirst, await lab.read(fullCatalog)];
    lab.emulator.commit({ updates: 5, deletes: 2, inserts: 3 });
    const second = await lab.read({ state: stateFrom(first.messages) });
    // Only of finished streams: a state within a snapshot names the instant of the snapshot, its rows are older.
    const slice = stateFrom(first.messages);
    const sliced = await lab.read({ state: slice });
    const future = stateFrom(first.messages).map((state) => ({
      ...state,
      stream: { ...state.stream, stream_state: { _ab_cdc_updated_at: FUTURE } },
    }));
    const late = await lab.read({ state: future });
    basic = { catalog: lab.catalog(), lines: first.lines, messages: first.messages, impossible: failing.messages };
    incremental = {
      catalog: lab.catalog(),
      first: first.messages,
      second: second.messages,
      hasNewData: true,
      slices: [{ state: slice, messages: sliced.messages }],
      future: late.messages,
    };
  });
  afterAll(async () => await lab?.close());

  test.each(DISCOVERY_ASSERTIONS.map((rule) => [`${rule.id}: ${rule.title}`, rule] as const))('%s', (_name, rule) => {
    const previousCatalog = { streams: lab.offered };
    expect(rule.check({ messages: discovered.messages, previousCatalog })).toEqual([]);
  });

  test.each(BASIC_READ_ASSERTIONS.map((rule) => [`${rule.id}: ${rule.title}`, rule] as const))('%s', (_name, rule) => {
    expect(rule.check(basic)).toEqual([]);
  });

  test.each(FULL_REFRESH_ASSERTIONS.map((rule) => [`${rule.id}: ${rule.title}`, rule] as const))(
    '%s',
    (_name, rule) => {
      const [first, second] = full;
      const input = {
        catalog: lab.catalog({ syncMode: 'full_refresh' }),
        first: first?.messages ?? [],
        second: second?.messages ?? [],
      };
      expect(rule.check(input)).toEqual([]);
    },
  );

  test.each(INCREMENTAL_ASSERTIONS.map((rule) => [`${rule.id}: ${rule.title}`, rule] as const))('%s', (_name, rule) => {
    expect(rule.check(incremental)).toEqual([]);
  });
});
