import type { Compilable, Kysely, RawBuilder } from 'kysely';
import type { RunSql } from '../contract/meta.js';

/** Compiles a statement and runs it. */
export async function runQuery(run: RunSql, query: Compilable): ReturnType<RunSql> {
  const { sql, parameters } = query.compile();
  return await (parameters.length === 0 ? run(sql) : run(sql, parameters));
}

/** A statement of plain SQL that can be run like those of the builder. */
export function compilable<T>(db: Kysely<T>, raw: RawBuilder<unknown>): Compilable {
  return { compile: () => raw.compile(db) };
}
