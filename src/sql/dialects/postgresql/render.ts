import { type RawBuilder, sql } from 'kysely';
import { createBuilder } from '../../builder.js';
import type { TargetTable } from '../../contract/names.js';

/** A part of a statement, made with the tag `sql` of kysely. */
export type Fragment = RawBuilder<unknown>;

const builder = createBuilder<Record<never, never>>('postgresql');

/** The text of a statement without parameters: DDL takes none. */
export function render(statement: Fragment): string {
  return statement.compile(builder).sql;
}

/** `"schema"."table"` */
export function tableId({ schema, table }: TargetTable): Fragment {
  return sql.id(schema, table);
}

/** Names of columns, with commas. */
export function idList(names: readonly string[]): Fragment {
  return sql.join(names.map((name) => sql.id(name)));
}

/** A text as a literal. PostgreSQL has no NUL in texts. */
export function lit(text: string): Fragment {
  return sql.lit(text.replaceAll('\0', ''));
}
