import { DummyDriver, Kysely, MysqlAdapter, MysqlQueryCompiler, PostgresAdapter, PostgresQueryCompiler } from 'kysely';
import type { DialectName } from './contract/names.js';

/**
 * A query builder that only compiles: statements run on connections of the dialects, which know their transactions.
 * DuckDB takes PostgreSQL's words.
 *
 * @example
 * const { sql, parameters } = createBuilder<Tables>('mysql').selectFrom('t').selectAll().compile();
 */
export function createBuilder<T>(dialect: DialectName): Kysely<T> {
  const isMysql = dialect === 'mysql';
  return new Kysely<T>({
    dialect: {
      createAdapter: () => (isMysql ? new MysqlAdapter() : new PostgresAdapter()),
      createDriver: () => new DummyDriver(),
      createQueryCompiler: () => (isMysql ? new MysqlQueryCompiler() : new PostgresQueryCompiler()),
      createIntrospector: () => {
        throw new Error('The builder has no connection.');
      },
    },
  });
}
