import { type ColumnDefinitionBuilder, type Compilable, type CreateTableBuilder, type RawBuilder, sql } from 'kysely';
import { META_SCHEMA } from '../contract/names.js';
import { compilable } from './compiled.js';
import type { MetaBuilder } from './meta-schema.js';

/** The statements that make one table: the table first, then what belongs to it. */
export interface TableStatements {
  /** The bare name in the catalogue. */
  readonly name: string;
  readonly statements: readonly Compilable[];
}

type Comments = Readonly<Record<string, string>>;

/** As the official client names them. MySQL ignores the name. */
export function keyName({ dialect }: MetaBuilder, table: string): string {
  return dialect === 'mysql' ? `pk_${META_SCHEMA}__${table}` : `pk_${table}`;
}

/** In MySQL a comment is part of the column. */
export function columnComment({ dialect }: MetaBuilder, comments: Comments) {
  return (column: string) =>
    (col: ColumnDefinitionBuilder): ColumnDefinitionBuilder => {
      const comment = comments[column];
      return dialect !== 'mysql' || comment === undefined ? col : col.modifyEnd(sql`comment ${sql.lit(comment)}`);
    };
}

/**
 * A table with its comments. On MySQL it has the engine with transactions, whatever the server has as its default: rows
 * and what is recorded about them commit together.
 */
export function withComments(
  { db, dialect }: MetaBuilder,
  name: string,
  table: CreateTableBuilder<string, string>,
  comment: string,
  columns: Comments,
): readonly Compilable[] {
  if (dialect === 'mysql') return [table.modifyEnd(sql`engine = InnoDB comment = ${sql.lit(comment)}`)];
  const statement = (raw: RawBuilder<unknown>) => compilable(db, raw);
  return [
    table,
    statement(sql`comment on table ${sql.table(name)} is ${sql.lit(comment)}`),
    ...Object.entries(columns).map(([column, text]) =>
      statement(sql`comment on column ${sql.table(name)}.${sql.id(column)} is ${sql.lit(text)}`),
    ),
  ];
}
