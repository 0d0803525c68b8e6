import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AcceptanceReport, runAcceptanceSuite } from '../../src/testing/index.js';
import { Lab } from '../support/lab.js';
import { PROGRAM } from '../support/program.js';

const STREAMS = {
  'canvas.courses': 40,
  'canvas.assignments': 40,
  'canvas.enrollment_states': 40,
  'canvas.quiz_questions': 40,
  'canvas_logs.web_logs': 40,
};

let lab: Lab;
let report: AcceptanceReport;

beforeAll(async () => {
  lab = await Lab.start({ tables: STREAMS, objectRows: 25 });
  report = await runAcceptanceSuite({
    // In real time: a second read is to emit later than the first.
    command: [process.execPath, PROGRAM],
    config: lab.config(),
    invalidConfig: lab.config({ client_secret: 'wrong-secret-1' }),
    previousCatalog: { streams: lab.offered },
    between: async () => {
      lab.emulator.commit({ updates: 5, deletes: 2, inserts: 3 });
    },
  });
}, 240_000);
afterAll(async () => await lab?.close());

test('the connector passes the acceptance suite', () => {
  expect(report.assertions.filter(({ outcome }) => outcome === 'failed' || outcome === 'warned')).toEqual([]);
});
