import { type Column, type ColumnDigest, digestColumns } from '../dap/index.js';
import type { JsonSchema } from '../schema/json-schema.js';

const COMMENT = /^Columns of the table: (\S*)$/;

/**
 * A `$comment` for the schema of a stream: which columns the table had when it was discovered. A platform takes columns
 * that are not selected out of the schema; the comment distinguishes them from columns that appeared later.
 */
export function columnComment(columns: readonly Column[]): string {
  return `Columns of the table: ${digestColumns(columns)}`;
}

/** The digest in the `$comment` of a catalog's schema; undefined when there is none. */
export function digestInComment(schema: JsonSchema | undefined): ColumnDigest | undefined {
  const comment = schema?.['$comment'];
  return typeof comment === 'string' ? COMMENT.exec(comment)?.[1] : undefined;
}
