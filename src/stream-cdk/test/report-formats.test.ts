import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { expect, test } from 'vitest';
import type { AcceptanceReport, ReportedAssertion } from '../../testing/index.js';
import { toJunit } from './junit.js';
import { reportText } from './print-report.js';

const one = (id: string, change: Partial<ReportedAssertion>): ReportedAssertion => ({
  id,
  name: `rule-${id}`,
  title: `title <${id}> & "more"`,
  group: 'spec',
  outcome: 'passed',
  problems: [],
  notes: [],
  ...change,
});
const ODD = 'a \u0000\u0007\u001b[31m]]> <b> \ud800 \ufffe & "c" \u20ac\n  next';
const REPORT: AcceptanceReport = {
  hasPassed: false,
  isConclusive: true,
  runs: 3,
  durationMs: 1234,
  assertions: [
    one('1', {}),
    one('2', { outcome: 'failed', problems: [ODD, 'second'] }),
    one('10', { outcome: 'warned', problems: ['careful'] }),
    one('21', { outcome: 'not-run', group: 'connection', reason: ODD }),
    one('47', { notes: ['part of it was not judged'], group: 'connection' }),
  ],
};

test('JUnit XML is valid whatever a connector says, and contains all of it', async () => {
  const xml = await toJunit(REPORT);
  expect(XMLValidator.validate(xml)).toBe(true);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters in question
  expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe]|[\ud800-\udfff]/);
  const parsed = new XMLParser({ ignoreAttributes: false, isArray: (name) => name === 'testsuite' }).parse(xml);
  const [spec, connection] = parsed.testsuites.testsuite;
  expect(parsed.testsuites).toMatchObject({ '@_tests': '5', '@_failures': '1', '@_skipped': '1', '@_time': '1.234' });
  expect(spec).toMatchObject({ '@_name': 'spec', '@_tests': '3' });
  expect(spec.testcase[0]['@_name']).toBe('1 title <1> & "more" [rule-1]');
  expect(spec.testcase[1].failure['@_message']).toContain('<b>');
  expect(spec.testcase[1].failure['#text']).toContain('second');
  expect(spec.testcase[2]['system-out']).toBe('careful');
  expect(connection.testcase[0].skipped['@_message']).toContain('<b>');
  expect(connection.testcase[1]['system-out']).toBe('part of it was not judged');
});

test('the report for people has a line for each problem and no commands for the terminal', () => {
  const text = reportText(REPORT, process.stdout.isTTY ? process.stderr : process.stdout);
  expect(text).toContain('spec\n  ✓  1 title <1>');
  expect(text).toContain('  ✗  2 title <2> & "more" [rule-2]\n       a ');
  expect(text).toContain('| next\n       second\n');
  expect(text).not.toContain('\u001b[31m');
  expect(text).toContain('2 passed, 1 failed, 1 with warnings, 1 not judged (3 commands in 1.2 s)\n');
});

test('a report in which nothing was judged says what is missing', () => {
  const reason = 'needs records to look for (--expect-records)';
  const assertions = [one('40', { outcome: 'not-run', reason }), one('59', {})];
  const text = reportText({ ...REPORT, isConclusive: false, assertions }, process.stdout);
  expect(text).toContain(`Nothing that was chosen could be judged: 40 ${reason}.\n`);
});
