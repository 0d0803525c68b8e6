import { styleText } from 'node:util';
import type { AcceptanceReport, Outcome, ReportedAssertion } from '../../testing/index.js';

type Style = Parameters<typeof styleText>[0];

const MARKS: Readonly<Record<Outcome, readonly [mark: string, style: Style]>> = {
  passed: ['✓', 'green'],
  failed: ['✗', 'red'],
  warned: ['!', 'yellow'],
  'not-run': ['-', 'dim'],
};

/**
 * A report as text: each rule under its group with a mark, its number, title and name, the problems below, and a summary.
 *
 * @param stream - where it goes; this decides whether colours are shown
 */
export function reportText(report: AcceptanceReport, stream: NodeJS.WritableStream): string {
  const paint = (style: Style, text: string) => styleText(style, text, { stream });
  const groups = [...new Set(report.assertions.map(({ group }) => group))];
  const parts = groups.map((group) => {
    const assertions = report.assertions.filter((one) => one.group === group);
    return [paint('bold', group), ...assertions.flatMap((one) => assertionLines(one, paint))].join('\n');
  });
  const warning = report.isConclusive ? '' : `${paint('red', nothingJudged(report))}\n`;
  return `${parts.join('\n\n')}\n\n${summary(report, paint)}\n${warning}`;
}

type Paint = (style: Style, text: string) => string;

function assertionLines(
  { id, name, title, outcome, problems, notes, reason }: ReportedAssertion,
  paint: Paint,
): string[] {
  const [mark, style] = MARKS[outcome];
  const head = `${mark} ${id.padStart(2)} ${title} [${name}]`;
  if (outcome === 'not-run') return [`  ${paint(style, `${head} (not judged: ${oneLine(reason ?? '')})`)}`];
  return [
    `  ${paint(style, mark)}${head.slice(mark.length)}`,
    ...problems.map((problem) => `       ${paint(style, oneLine(problem))}`),
    ...notes.map((note) => `       ${paint('dim', oneLine(note))}`),
  ];
}

/** What a connector says may hold line feeds, and commands for a terminal. */
function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters in question
  return text.replace(/\s*\n\s*/g, ' | ').replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
}

function summary({ assertions, runs, durationMs }: AcceptanceReport, paint: Paint): string {
  const count = (outcome: Outcome) => assertions.filter((one) => one.outcome === outcome).length;
  const failed = count('failed');
  const parts = [
    paint('green', `${count('passed')} passed`),
    failed === 0 ? '0 failed' : paint('red', `${failed} failed`),
    `${count('warned')} with warnings`,
    `${count('not-run')} not judged`,
  ];
  return `${parts.join(', ')} (${runs} commands in ${(durationMs / 1000).toFixed(1)} s)`;
}

/** The reasons say what is missing, and which option would give it. */
function nothingJudged({ assertions }: AcceptanceReport): string {
  const reasons = assertions.flatMap(({ id, reason }) => (reason === undefined ? [] : [`${id} ${oneLine(reason)}`]));
  return `Nothing that was chosen could be judged: ${reasons.join('; ') || 'no rule was chosen'}.`;
}
