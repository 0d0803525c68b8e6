import { type CommandRun, messagesIn } from '../assertions/command-run.js';
import { findSecrets } from '../assertions/conduct/config-secrets.js';
import type { Secret } from '../assertions/conduct/secret-forms.js';
import { streamsOf } from '../assertions/discovery-input.js';
import { connectionSpecificationOf, specsOf } from '../assertions/spec/spec-input.js';
import type { ConfiguredCatalogFile } from '../catalog-of.js';
import { generateConfigs } from '../compatibility/generate-configs.js';
import { streamKey } from '../stream-key.js';
import type { AcceptanceOptions } from './acceptance-options.js';
import { type Evidence, type Given, NOT_CHOSEN, whenSucceeded } from './evidence.js';
import { ReadSteps } from './read-steps.js';
import type { Selection } from './selection.js';
import type { ConnectorSession } from './session.js';
import { firstCatalog } from './suite-catalogs.js';

/**
 * Runs what the chosen rules need, each command once; those that change the source's data come last. `spec` always runs,
 * since it tells which values of the config are secret.
 */
export async function collectEvidence(
  options: AcceptanceOptions,
  selection: Selection,
  session: ConnectorSession,
): Promise<Evidence> {
  const spec = whenSucceeded(await session.run({ title: 'spec', command: 'spec' }));
  const previous = options.previousSpec;
  const previousConfigs = previous === undefined ? [] : await generateConfigs(connectionSpecificationOf(previous));
  const checks = selection.needs('check') ? await runChecks(options, session) : ([NOT_CHOSEN, NOT_CHOSEN] as const);
  const discover = await runDiscover(selection, session);
  const catalog = catalogToRead(options, discover);
  const reads = new ReadSteps(options, selection, session);
  const readEvidence = await reads.run(catalog);
  return {
    runs: session.runs,
    spec,
    previousConfigs,
    check: checks[0],
    invalidCheck: checks[1],
    discover,
    ...readEvidence,
    secrets: secretsOf(spec, options, session),
  };
}

async function runChecks(
  { invalidConfig: config }: AcceptanceOptions,
  session: ConnectorSession,
): Promise<readonly [Given<CommandRun>, Given<CommandRun>]> {
  const valid = whenSucceeded(await session.run({ title: 'check', command: 'check' }));
  if (config === undefined) return [valid, NOT_CHOSEN];
  const title = 'check of the invalid config';
  return [valid, { value: await session.run({ title, command: 'check', config, expects: 'failure' }) }];
}

async function runDiscover(selection: Selection, session: ConnectorSession): Promise<Given<CommandRun>> {
  if (!selection.needs('discover')) return NOT_CHOSEN;
  return whenSucceeded(await session.run({ title: 'discover', command: 'discover' }));
}

function catalogToRead({ catalog }: AcceptanceOptions, discover: Given<CommandRun>): Given<ConfiguredCatalogFile> {
  if (catalog !== undefined) return { value: catalog };
  if ('missing' in discover) return { missing: discover.missing };
  const streams = streamsOf(messagesIn(discover.value.output));
  // A stream that is offered twice can only be read once.
  const unique = [...new Map(streams.map((stream) => [streamKey(stream), stream])).values()];
  return unique.length > 0 ? { value: firstCatalog(unique) } : { missing: 'discover gave no streams' };
}

/**
 * Of all configs that the connector knew. A value of the invalid config alone that reads like words is a placeholder,
 * which any message about it may hold.
 */
function secretsOf(spec: Given<CommandRun>, { invalidConfig }: AcceptanceOptions, session: ConnectorSession): Secret[] {
  if ('missing' in spec) return [];
  const schema = connectionSpecificationOf(specsOf(messagesIn(spec.value.output))[0] ?? {});
  const known = session.configs.flatMap((config) => findSecrets(schema, config));
  const invalid = findSecrets(schema, invalidConfig).filter(({ forms }) => /\d/.test(forms[0] ?? ''));
  return [...known, ...invalid];
}
