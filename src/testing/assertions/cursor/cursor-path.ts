import type { ConfiguredStreamEntry } from '../../catalog-of.js';

/**
 * The field by which a stream is read incrementally: the source's own if it defines one, otherwise the configured one,
 * else the default. Source of the rule: Airbyte protocol, "Cursor field".
 *
 * @returns undefined if there is none, as with a position in a log that no record contains.
 */
export function cursorPath(entry: ConfiguredStreamEntry): readonly string[] | undefined {
  const own = nonEmpty(entry.stream.default_cursor_field);
  if (entry.stream.source_defined_cursor === true && own !== undefined) return own;
  return nonEmpty(entry.cursor_field) ?? own;
}

function nonEmpty(path: readonly string[] | null | undefined): readonly string[] | undefined {
  return path === null || path === undefined || path.length === 0 ? undefined : path;
}
