import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
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

const textOf = async (path: string) => await readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

let lab: Lab;
let report: AcceptanceReport;

beforeAll(async () => {
  lab = await Lab.start({ tables: STREAMS, objectRows: 25 });
  const spec = JSON.parse(await textOf('dist/connector/specification.json'));
  report = await runAcceptanceSuite({
    // In real time: a second read is to emit later than the first.
    command: [process.execPath, PROGRAM],
    config: lab.config(),
    invalidConfig: lab.config({ client_secret: 'wrong-secret-1' }),
    previousSpec: spec,
    expectedSpec: spec,
    previousCatalog: { streams: lab.offered },
    metadata: parse(await textOf('metadata.yaml')),
    docs: await textOf('docs/connector.md'),
    between: async () => {
      lab.emulator.commit({ updates: 5, deletes: 2, inserts: 3 });
    },
  });
});
afterAll(async () => await lab?.close());

test('the connector passes the acceptance suite', () => {
  expect(report.assertions.filter(({ outcome }) => outcome === 'failed' || outcome === 'warned')).toEqual([]);
});

test('rules are not judged for lack of an image, OAuth or files, or because they run on demand only', () => {
  const notRun = report.assertions.filter(({ outcome }) => outcome === 'not-run').map(({ id }) => id);
  expect(notRun).toEqual(['15', '16', '18', '19', '39', '40', '44']);
  expect(report.assertions.flatMap(({ notes }) => notes)).toEqual([]);
});
