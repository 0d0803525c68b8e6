import type { AcceptanceReport, ReportedAssertion } from '../../testing/index.js';
import { loadPackage } from '../../util/load-package.js';

/**
 * A report as JUnit XML: a test suite for each group, a test case for each rule.
 *
 * @throws CodedError `OPTIONAL_PACKAGE_MISSING` without the XML builder.
 */
export async function toJunit(report: AcceptanceReport): Promise<string> {
  const { default: XMLBuilder } = await loadPackage('fast-xml-builder', () => import('fast-xml-builder'));
  const builder = new XMLBuilder({ ignoreAttributes: false, format: true, suppressEmptyNode: true });
  const groups = [...new Set(report.assertions.map(({ group }) => group))];
  const suites = groups.map((group) =>
    toSuite(
      group,
      report.assertions.filter((one) => one.group === group),
    ),
  );
  return builder.build({
    '?xml': { '@_version': '1.0', '@_encoding': 'UTF-8' },
    testsuites: {
      '@_name': 'stream-cdk test',
      ...countsOf(report.assertions),
      '@_time': (report.durationMs / 1000).toFixed(3),
      testsuite: suites,
    },
  });
}

function toSuite(group: string, assertions: readonly ReportedAssertion[]): object {
  return { '@_name': valid(group), ...countsOf(assertions), testcase: assertions.map(toCase) };
}

function countsOf(assertions: readonly ReportedAssertion[]): object {
  const count = (outcome: string) => assertions.filter((one) => one.outcome === outcome).length;
  return { '@_tests': assertions.length, '@_failures': count('failed'), '@_errors': 0, '@_skipped': count('not-run') };
}

function toCase({ id, name, title, group, outcome, problems, notes, reason }: ReportedAssertion): object {
  const text = valid(problems.join('\n'));
  const output = [...(outcome === 'warned' ? problems : []), ...notes].join('\n');
  return {
    '@_name': valid(`${id} ${title} [${name}]`),
    '@_classname': valid(group),
    ...(outcome === 'failed' ? { failure: { '@_message': valid(problems[0] ?? ''), '#text': text } } : {}),
    ...(outcome === 'not-run' ? { skipped: { '@_message': valid(reason ?? '') } } : {}),
    ...(output === '' ? {} : { 'system-out': valid(output) }),
  };
}

/** What XML 1.0 cannot hold, not even escaped. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters in question
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

function valid(text: string): string {
  return text.toWellFormed().replace(FORBIDDEN, '\ufffd');
}
