import { present } from '../../util/present.js';
import type { FailingReadInput } from '../assertions/basic-read.js';
import type { BasicReadInput } from '../assertions/basic-read-input.js';
import { type CommandRun, messagesIn } from '../assertions/command-run.js';
import type { ConductInput } from '../assertions/conduct/conduct.js';
import type { ConnectionInput } from '../assertions/connection.js';
import { type DiscoveryInput, streamsOf } from '../assertions/discovery-input.js';
import type { DocumentationInput } from '../assertions/documentation.js';
import type { FullRefreshInput } from '../assertions/full-refresh.js';
import type { IncrementalInput } from '../assertions/incremental-input.js';
import { connectionSpecificationOf, type SpecInput, specsOf } from '../assertions/spec/spec-input.js';
import type { AcceptanceOptions } from './acceptance-options.js';
import { type Evidence, type Given, givenReason, givenValue, judgeable } from './evidence.js';

/** What the rules of each group look at. */
export interface GroupInputs {
  readonly spec: SpecInput;
  readonly connection: ConnectionInput;
  readonly discovery: DiscoveryInput;
  readonly basicRead: BasicReadInput;
  readonly failingRead: FailingReadInput;
  readonly fullRefresh: FullRefreshInput;
  readonly incremental: IncrementalInput;
  readonly documentation: DocumentationInput;
  readonly conduct: ConductInput;
}

/** The same, or why there is nothing to look at. */
export type GivenInputs = { readonly [Key in keyof GroupInputs]: Given<GroupInputs[Key]> };

/** Puts together what was run and what was given. */
export function groupInputs(evidence: Evidence, options: AcceptanceOptions): GivenInputs {
  return {
    spec: map(judgeable(evidence.spec, gives('spec')), (run) => ({
      messages: messagesIn(run.output),
      previousConfigs: evidence.previousConfigs,
      config: options.config,
      ...pick(options, 'expectedSpec', 'previousSpec'),
    })),
    connection: map(evidence.check, (run) => {
      const invalid = givenValue(evidence.invalidCheck);
      return { messages: messagesIn(run.output), ...(invalid && { invalid: messagesIn(invalid.output) }) };
    }),
    discovery: map(judgeable(evidence.discover, gives('catalog')), (run) => ({
      messages: messagesIn(run.output),
      ...pick(options, 'previousCatalog'),
    })),
    basicRead: map(
      judgeable(evidence.first, ({ run }) => gives('record')(run)),
      ({ run, catalog }) => ({
        catalog,
        output: run.output,
        ...pick(options, 'emptyStreams', 'allowExtraColumns', 'fillAllColumns', 'expectedRecords'),
      }),
    ),
    failingRead: map(evidence.impossible, (run) => ({ messages: messagesIn(run.output) })),
    fullRefresh: map(evidence.full, ([first, second]) => ({ first, second })),
    incremental: map(evidence.first, ({ digest }) => incrementalInput(digest, evidence, options)),
    documentation: { value: documentationInput(evidence, options) },
    conduct: { value: conductInput(evidence) },
  };
}

function incrementalInput(
  first: IncrementalInput['first'],
  evidence: Evidence,
  options: AcceptanceOptions,
): IncrementalInput {
  const { second, resumed, future, betweenFault } = evidence;
  return {
    first,
    hasNewData: options.between !== undefined,
    ...pick(options, 'lookbackDays'),
    ...present({ second: givenValue(second), resumed: givenValue(resumed), future: givenValue(future), betweenFault }),
    reasons: { second: givenReason(second), future: givenReason(future) },
  };
}

function documentationInput({ spec, discover }: Evidence, options: AcceptanceOptions): DocumentationInput {
  const [specRun, discoverRun] = [givenValue(spec), givenValue(discover)];
  return {
    ...pick(options, 'metadata', 'docs', 'streamsWithoutKey'),
    ...(discoverRun && { streams: streamsOf(messagesIn(discoverRun.output)) }),
    ...(specRun && {
      connectionSpecification: connectionSpecificationOf(specsOf(messagesIn(specRun.output))[0] ?? {}),
    }),
  };
}

function conductInput(evidence: Evidence): ConductInput {
  const { runs, secrets, nowMs, first, resumed, verbose } = evidence;
  return {
    runs,
    secrets,
    nowMs,
    ...present({ first: givenValue(first)?.digest, resumed: givenValue(resumed), verbose: givenValue(verbose) }),
    reasons: { first: givenReason(first), resumed: givenReason(resumed), verbose: givenReason(verbose) },
  };
}

function map<T, R>(given: Given<T>, change: (value: T) => R): Given<R> {
  if ('value' in given) return { value: change(given.value) };
  const { missing, failed } = given;
  return failed === undefined ? { missing } : { missing, failed: change(failed) };
}

/** Whether a run has a message with such a payload. */
function gives(payload: 'spec' | 'catalog' | 'record'): (run: CommandRun) => boolean {
  return ({ output }) => {
    for (const message of messagesIn(output)) if (message[payload] !== undefined) return true;
    return false;
  };
}

/** The members of `holder` by these names that are set. */
function pick<T extends object, K extends keyof T>(holder: T, ...names: readonly K[]): Pick<T, K> {
  const set = names.filter((name) => holder[name] !== undefined).map((name) => [name, holder[name]]);
  return Object.fromEntries(set) as Pick<T, K>;
}
