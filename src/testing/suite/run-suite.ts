import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Secret } from '../assertions/conduct/secret-forms.js';
import type { AcceptanceOptions } from './acceptance-options.js';
import type { AcceptanceReport, ReportedAssertion } from './acceptance-report.js';
import { collectEvidence } from './collect-evidence.js';
import { groupInputs } from './group-inputs.js';
import { judge } from './judge.js';
import { Selection } from './selection.js';
import { ConnectorSession } from './session.js';

const DEFAULT_PROBLEMS = 20;

/**
 * Runs Airbyte's connector acceptance tests, and rules beyond them, against any source that is a program, in any
 * language: each command as few times as possible, in turn, with files that only this user can read and that are removed
 * at the end. What a connector does wrong is in the report, never an error.
 *
 * @throws CodedError `TOOL_INPUT` when the command cannot be started or a chosen rule does not exist; `OPTIONAL_PACKAGE_MISSING` when a previous
 * specification is given without the package that makes configurations; `CDK_ABORTED` when `signal` fires.
 * @example
 * const report = await runAcceptanceSuite({ command: ['node', 'dist/source.js'], config: { api_key: 'k' } });
 * report.assertions.filter((assertion) => assertion.outcome === 'failed') // []
 */
export async function runAcceptanceSuite(options: AcceptanceOptions): Promise<AcceptanceReport> {
  const startedAt = performance.now();
  const selection = new Selection(options);
  const folder = await mkdtemp(join(tmpdir(), 'acceptance-'));
  try {
    const session = new ConnectorSession(options, folder);
    const evidence = await collectEvidence(options, selection, session);
    const assertions = judge(groupInputs(evidence, options), selection).map((assertion) =>
      forPeople(assertion, evidence.secrets, options.maxProblems ?? DEFAULT_PROBLEMS),
    );
    const isConclusive = assertions.some(({ id, outcome }) => selection.isChosen(id) && outcome !== 'not-run');
    return {
      hasPassed: isConclusive && assertions.every(({ outcome }) => outcome !== 'failed'),
      isConclusive,
      assertions,
      runs: session.runs.length,
      durationMs: performance.now() - startedAt,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the connector itself said is quoted, so its secrets are hidden here, too. */
function forPeople(assertion: ReportedAssertion, secrets: readonly Secret[], limit: number): ReportedAssertion {
  // A form that holds another goes first, or its rest would stay.
  const forms = secrets.flatMap((secret) => secret.forms).sort((a, b) => b.length - a.length);
  const mask = (text: string) => forms.reduce((masked, form) => masked.replaceAll(form, '****'), text);
  const problems = assertion.problems.slice(0, limit).map(mask);
  const hidden = assertion.problems.length - problems.length;
  return {
    ...assertion,
    problems: hidden > 0 ? [...problems, `and ${hidden} more`] : problems,
    notes: assertion.notes.map(mask),
    ...(assertion.reason === undefined ? {} : { reason: mask(assertion.reason) }),
  };
}
