import { CodedError } from '../../../errors.js';
import type { JsonSchema } from '../../../schema/json-schema.js';
import { compareCatalogs } from '../../../testing/compatibility/compare-catalogs.js';
import { compareSpecs } from '../../../testing/compatibility/compare-specs.js';
import type { ConnectorChange } from '../../../testing/compatibility/connector-change.js';
import { generateConfigs } from '../../../testing/compatibility/generate-configs.js';
import { tryConfigs } from '../../../testing/compatibility/try-configs.js';
import type { Version } from './read-version.js';

/** A change and whether the specification or the catalog changed. */
export interface VersionChange extends ConnectorChange {
  readonly in: 'specification' | 'catalog';
}

/**
 * The changes in whatever both versions hold.
 *
 * @throws CodedError `TOOL_INPUT` when they hold different things; `OPTIONAL_PACKAGE_MISSING` for specifications
 * without the package that makes configurations of them.
 */
export async function compareVersions(previous: Version, next: Version): Promise<VersionChange[]> {
  const changes: VersionChange[] = [];
  const hasSpecs = previous.spec !== undefined && next.spec !== undefined;
  const hasCatalogs = previous.streams !== undefined && next.streams !== undefined;
  if (!hasSpecs && !hasCatalogs) throw mixed(previous, next);
  try {
    if (hasSpecs) changes.push(...mark(await specChanges(previous.spec, next.spec), 'specification'));
    if (hasCatalogs) changes.push(...mark(compareCatalogs(previous.streams, next.streams), 'catalog'));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message = `${previous.path} or ${next.path} nests too deep to be compared.`;
    throw new CodedError('TOOL_INPUT', { message, cause: error });
  }
  return changes;
}

/** By the rules first; if they find nothing that breaks, by configurations that fitted before. */
async function specChanges(previous: JsonSchema, next: JsonSchema): Promise<ConnectorChange[]> {
  const changes = compareSpecs(previous, next);
  if (changes.some((change) => change.breaking)) return changes;
  return [...changes, ...tryConfigs(next, await generateConfigs(previous))];
}

function mark(changes: readonly ConnectorChange[], subject: VersionChange['in']): VersionChange[] {
  return changes.map((change) => ({ in: subject, ...change }));
}

function mixed(previous: Version, next: Version): CodedError {
  const kind = (version: Version): string => (version.spec === undefined ? 'a catalog' : 'a specification');
  return new CodedError('TOOL_INPUT', {
    message: `${previous.path} holds ${kind(previous)} and ${next.path} ${kind(next)}; only two of a kind can be compared.`,
  });
}
