import { sql } from 'kysely';
import type { PostgresqlConnection, Rows } from './connection.js';
import { literal } from './defaults.js';
import { type DependentView, dependentViews } from './dependents.js';
import { type Fragment, lit, render } from './render.js';

/** What is needed to make a view again as it was. */
interface SavedView extends DependentView {
  readonly owner: string;
  /** `CREATE VIEW` with its options and definition. */
  readonly create: string;
  /** Indexes of a materialized view, triggers, rules, comments, defaults: whole statements. */
  readonly statements: readonly string[];
  readonly grants: Rows;
}

/** Names in what the server writes are qualified when nothing but its own schema is searched. */
const QUALIFY = 'SET LOCAL search_path = pg_catalog';

const ABOUT = `SELECT pg_get_viewdef(c.oid) AS definition, pg_get_userbyid(c.relowner) AS owner, c.relispopulated AS full,
  array_to_string(c.reloptions, ', ') AS options, obj_description(c.oid, 'pg_class') AS comment, t.spcname::text AS space,
  c.relacl IS NOT NULL AS granted
FROM pg_class c LEFT JOIN pg_tablespace t ON t.oid = c.reltablespace WHERE c.oid = $1::oid`;

const STATEMENTS = `SELECT pg_get_indexdef(indexrelid) AS statement FROM pg_index WHERE indrelid = $1::oid
UNION ALL SELECT 'ALTER MATERIALIZED VIEW ' || $2 || ' CLUSTER ON ' || quote_ident(i.relname) FROM pg_index x
  JOIN pg_class i ON i.oid = x.indexrelid WHERE x.indrelid = $1::oid AND x.indisclustered
UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = $1::oid AND NOT tgisinternal
UNION ALL SELECT pg_get_ruledef(oid) FROM pg_rewrite WHERE ev_class = $1::oid AND rulename <> '_RETURN'
UNION ALL SELECT 'ALTER VIEW ' || $2 || ' ALTER COLUMN ' || quote_ident(a.attname) || ' SET DEFAULT '
  || pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
  WHERE d.adrelid = $1::oid
UNION ALL SELECT 'COMMENT ON COLUMN ' || $2 || '.' || quote_ident(a.attname) || ' IS ' || quote_literal(d.description)
  FROM pg_description d JOIN pg_attribute a ON a.attrelid = d.objoid AND a.attnum = d.objsubid
  WHERE d.objoid = $1::oid AND d.classoid = 'pg_class'::regclass
UNION ALL SELECT 'COMMENT ON INDEX ' || quote_ident(n.nspname) || '.' || quote_ident(i.relname) || ' IS '
  || quote_literal(obj_description(i.oid, 'pg_class')) FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
  JOIN pg_namespace n ON n.oid = i.relnamespace
  WHERE x.indrelid = $1::oid AND obj_description(i.oid, 'pg_class') IS NOT NULL`;

/** Rights on the view and on its columns. */
const GRANTS = `SELECT a.privilege_type AS privilege, a.is_grantable AS grantable, NULL AS column,
  CASE a.grantee WHEN 0 THEN NULL ELSE pg_get_userbyid(a.grantee) END AS grantee
FROM pg_class c, aclexplode(c.relacl) a WHERE c.oid = $1::oid
UNION ALL SELECT a.privilege_type, a.is_grantable, t.attname::text,
  CASE a.grantee WHEN 0 THEN NULL ELSE pg_get_userbyid(a.grantee) END
FROM pg_attribute t, aclexplode(t.attacl) a WHERE t.attrelid = $1::oid AND t.attacl IS NOT NULL`;

/**
 * Takes the views off a column, lets `work` change it, and makes them again with owner, rights, comments, indexes and
 * triggers, all in the transaction under way. A view is dropped without CASCADE: what depends on it in a way that is
 * not known here ends the transaction.
 */
export async function withoutViews(
  connection: PostgresqlConnection,
  oid: string,
  column: number,
  work: () => Promise<void>,
): Promise<void> {
  const views = await dependentViews(connection, oid, column);
  if (views.length === 0) return work();
  const [path] = await connection.rows("SELECT current_setting('search_path') AS value");
  await connection.execute(QUALIFY);
  const saved: SavedView[] = [];
  for (const view of views) saved.push(await save(connection, view));
  for (const view of [...saved].reverse()) {
    await connection.execute(render(sql`DROP ${kindOf(view)} ${sql.id(view.schema, view.name)}`));
  }
  await work();
  for (const view of saved) await restore(connection, view);
  await connection.execute(`SELECT pg_catalog.set_config('search_path', ${literal(String(path?.['value']))}, true)`);
}

async function save(connection: PostgresqlConnection, view: DependentView): Promise<SavedView> {
  const [about = {}] = await connection.rows(ABOUT, [view.oid]);
  const id = render(sql.id(view.schema, view.name));
  const statements = (await connection.rows(STATEMENTS, [view.oid, id])).map((row) => String(row['statement']));
  const comment = about['comment'];
  if (typeof comment === 'string') {
    statements.push(render(sql`COMMENT ON ${kindOf(view)} ${sql.raw(id)} IS ${lit(comment)}`));
  }
  return {
    ...view,
    owner: String(about['owner']),
    create: createStatement(view, id, about),
    statements,
    grants:
      about['granted'] === true ? await connection.rows(GRANTS, [view.oid]) : await columnGrants(connection, view),
  };
}

async function columnGrants(connection: PostgresqlConnection, { oid }: DependentView): Promise<Rows> {
  return (await connection.rows(GRANTS, [oid])).filter((grant) => grant['column'] !== null);
}

function createStatement(view: DependentView, id: string, about: Rows[number]): string {
  const options = typeof about['options'] === 'string' && about['options'] !== '' ? ` WITH (${about['options']})` : '';
  const space = typeof about['space'] === 'string' ? render(sql` TABLESPACE ${sql.id(about['space'])}`) : '';
  const body = String(about['definition']).replace(/;\s*$/, '');
  const data = view.isMaterialized && about['full'] !== true ? ' WITH NO DATA' : '';
  return `CREATE ${render(kindOf(view))} ${id}${options}${space} AS ${body}${data}`;
}

async function restore(connection: PostgresqlConnection, view: SavedView): Promise<void> {
  const id = sql.id(view.schema, view.name);
  await connection.execute(view.create);
  for (const statement of view.statements) await connection.execute(statement);
  await connection.execute(render(sql`ALTER ${kindOf(view)} ${id} OWNER TO ${sql.id(view.owner)}`));
  const [role] = await connection.rows("SELECT current_setting('role') AS value");
  await connection.execute(render(sql`SET LOCAL ROLE ${sql.id(view.owner)}`)); // Rights are the owner's to give.
  await revokeDefaults(connection, view, id);
  for (const grant of view.grants) await connection.execute(grantStatement(grant, id));
  await connection.execute(`SELECT pg_catalog.set_config('role', ${literal(String(role?.['value']))}, true)`);
}

/** Default privileges may have given rights that the view did not have. */
async function revokeDefaults(connection: PostgresqlConnection, view: SavedView, id: Fragment): Promise<void> {
  const [made] = await connection.rows('SELECT $1::regclass::oid::text AS oid', [render(id)]);
  const given = await connection.rows(GRANTS, [made?.['oid']]);
  const others = new Set(given.map((grant) => grant['grantee']));
  const own = view.grants.filter((grant) => grant['column'] === null).map((grant) => grant['grantee']);
  for (const grantee of new Set([...others, ...(own.length > 0 ? [view.owner] : [])])) {
    await connection.execute(render(sql`REVOKE ALL ON ${id} FROM ${granteeOf(grantee)}`));
  }
}

function grantStatement(grant: Rows[number], id: Fragment): string {
  const column = typeof grant['column'] === 'string' ? sql` (${sql.id(grant['column'])})` : sql``;
  const option = grant['grantable'] === true ? sql` WITH GRANT OPTION` : sql``;
  const privilege = sql.raw(String(grant['privilege']));
  return render(sql`GRANT ${privilege}${column} ON ${id} TO ${granteeOf(grant['grantee'])}${option}`);
}

function granteeOf(grantee: unknown): Fragment {
  return typeof grantee === 'string' ? sql.id(grantee) : sql`PUBLIC`;
}

function kindOf({ isMaterialized }: DependentView): Fragment {
  return isMaterialized ? sql`MATERIALIZED VIEW` : sql`VIEW`;
}
