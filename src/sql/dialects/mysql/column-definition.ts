import { enumCharset, parseEnum } from './enum-values.js';
import { literal, quote } from './names.js';
import { isTextType, needsExpressionDefault } from './type-words.js';

/** A column as DDL states it. */
export interface ColumnDefinition {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly defaultSql?: string | undefined;
  readonly comment?: string | undefined;
  /** Of a column that exists: kept as it is. */
  readonly charset?: string | undefined;
  readonly collation?: string | undefined;
}

const MAX_COLUMN_COMMENT = 1024;
const MAX_TABLE_COMMENT = 2048;

/**
 * A column in the words of CREATE TABLE and ALTER TABLE: everything is stated, nothing is left to defaults of the
 * database.
 *
 * @param collation - that of texts of new columns
 * @example
 * defineColumn({ name: 'id', type: 'bigint', nullable: false }, 'utf8mb4_bin') // '`id` bigint NOT NULL'
 */
export function defineColumn(column: ColumnDefinition, collation: string): string {
  const { name, type, nullable, comment } = column;
  return [
    quote(name),
    type,
    ...charsetOf(column, collation),
    nullable ? 'NULL' : 'NOT NULL',
    ...(column.defaultSql === undefined ? [] : [`DEFAULT ${defaultExpression(type, column.defaultSql)}`]),
    ...(comment === undefined ? [] : [`COMMENT ${literal(columnComment(comment))}`]),
  ].join(' ');
}

/** A default as the type allows it: texts without a length take expressions only. */
export function defaultExpression(type: string, defaultSql: string): string {
  return needsExpressionDefault(type) ? `(${defaultSql})` : defaultSql;
}

function charsetOf({ type, charset, collation }: ColumnDefinition, binaryCollation: string): string[] {
  if (type === 'json') return [];
  const values = parseEnum(type);
  if (charset !== undefined && collation !== undefined && (values === undefined || charset !== 'ascii')) {
    return [`CHARACTER SET ${charset} COLLATE ${collation}`];
  }
  if (values !== undefined) return [enumCharset(values)];
  return isTextType(type) ? [`CHARACTER SET utf8mb4 COLLATE ${binaryCollation}`] : [];
}

/** The comment that a column can have: its first line. */
export function columnComment(comment: string): string {
  return cut(comment, MAX_COLUMN_COMMENT);
}

/** The comment that a table can have. */
export function tableComment(comment: string): string {
  return cut(comment, MAX_TABLE_COMMENT);
}

/** By characters of the server: a pair of surrogates is one and must not be cut in two. */
function cut(comment: string, limit: number): string {
  const [line = ''] = comment.split(/[\r\n]/, 1);
  return Array.from(line).slice(0, limit).join('');
}
