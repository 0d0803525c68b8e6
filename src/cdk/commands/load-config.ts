import { CodedError } from '../../errors.js';
import { isJsonObject } from '../../util/json.js';
import type { MessageWriter } from '../output/message-writer.js';
import type { Source } from '../source.js';
import { describeIssues } from './config-issues.js';
import { collectSecrets } from './config-secrets.js';
import { CONFIG_INPUT, type JsonInput, readJsonInput } from './json-input.js';

/**
 * Reads and validates the configuration. Secrets are made known to the writer's mask before anything else
 * is said about it.
 *
 * @throws CodedError `CDK_CONFIG_INVALID` with one clause per field; no clause quotes a value.
 */
export async function loadConfig<Config>(
  source: Source<Config>,
  input: JsonInput,
  writer: MessageWriter,
): Promise<Config> {
  const stored = await readJsonInput(input, CONFIG_INPUT);
  const raw = withoutNulls(stored);
  if (!isJsonObject(stored) || !isJsonObject(raw)) throw invalidConfig('it must be a JSON object');
  writer.configuration.hold(stored);
  const specification = (await source.spec()).connectionSpecification;
  for (const secret of await collectSecrets(specification, raw)) writer.mask.add(secret);
  const parsed = source.configSchema.safeParse(raw);
  if (!parsed.success) throw invalidConfig(describeIssues(parsed.error.issues, raw).join('; '));
  warnOfUnknownKeys(specification, raw, writer);
  return parsed.data;
}

function invalidConfig(why: string): CodedError {
  return new CodedError('CDK_CONFIG_INVALID', { message: `The configuration does not fit: ${why}.` });
}

/** Platforms send null for what the user left out. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isJsonObject(value)) return value;
  const kept = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(kept.map(([key, member]) => [key, withoutNulls(member)]));
}

function warnOfUnknownKeys(specification: object, raw: Record<string, unknown>, writer: MessageWriter): void {
  const properties = 'properties' in specification ? specification.properties : undefined;
  if (!isJsonObject(properties)) return;
  const unknown = Object.keys(raw).filter((key) => !Object.hasOwn(properties, key) && !key.startsWith('_'));
  if (unknown.length === 0) return;
  writer.warn(`The configuration has keys that this connector does not know and ignores: ${unknown.join(', ')}.`);
}
