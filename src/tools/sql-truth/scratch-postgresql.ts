import pg from 'pg';
import type { CellText, ReadColumn, ReadTable, Scratch } from './scratch.js';

const SYSTEM = "('pg_catalog', 'information_schema', 'pg_toast', 'instructure_dap')";

/** Makes a database on a server of PostgreSQL. */
export async function postgresqlScratch(host: string, port: number, name: string): Promise<Scratch> {
  const server = { host, port, user: 'postgres' };
  const admin = await connect({ ...server, database: 'postgres' });
  await admin.query(
    `create database ${name} template template0 encoding 'UTF8' lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'`,
  );
  await admin.end();
  let own: pg.Client | undefined;
  const query: Scratch['query'] = async (sql) => {
    own ??= await connect({ ...server, database: name });
    const { rows } = await own.query<Record<string, CellText>>(sql);
    return rows;
  };
  const pause = async (): Promise<void> => {
    await own?.end();
    own = undefined;
  };
  return {
    dialect: 'postgresql',
    url: `postgresql://postgres@${host}:${port}/${name}`,
    query,
    read: (namespace, table) => read(query, namespace, table),
    nameOf: (namespace, table) => `"${namespace}"."${table}"`,
    objects: () => objects(query),
    reset: () => reset(query),
    pause,
    close: async () => {
      await pause();
      const last = await connect({ ...server, database: 'postgres' });
      await last.query(`drop database if exists ${name} with (force)`);
      await last.end();
    },
  };
}

/** Every value arrives as the text that the server sent. */
async function connect(config: pg.ClientConfig): Promise<pg.Client> {
  const types = { getTypeParser: () => (value: string | Buffer) => value };
  const client = new pg.Client({ ...config, types });
  // A server that is stopped at the end of a run is no failure of a test.
  client.on('error', () => undefined);
  await client.connect();
  await client.query("set timezone = 'UTC'; set extra_float_digits = 1");
  return client;
}

async function read(query: Scratch['query'], namespace: string, table: string): Promise<ReadTable | undefined> {
  const found = await query(
    `select column_name, data_type, is_nullable from information_schema.columns
     where table_schema = '${namespace}' and table_name = '${table}' order by ordinal_position`,
  );
  if (found.length === 0) return undefined;
  const columns = found.map(
    (row): ReadColumn => ({
      name: String(row['column_name']),
      type: String(row['data_type']),
      nullable: row['is_nullable'] === 'YES',
    }),
  );
  // An array as JSON, so that nobody has to parse its braces.
  const list = columns.map(({ name, type }) => (type === 'ARRAY' ? `array_to_json("${name}") "${name}"` : `"${name}"`));
  const rows = await query(`select ${list.join(', ')} from "${namespace}"."${table}"`);
  return { columns, rows: rows.map((row) => columns.map(({ name }) => row[name] ?? null)) };
}

async function objects(query: Scratch['query']): Promise<readonly string[]> {
  const rows = await query(
    `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'v', 'm', 'p', 'f') and n.nspname not in ${SYSTEM} and n.nspname not like 'pg_temp%'
     union all
     select n.nspname || '.' || t.typname from pg_type t join pg_namespace n on n.oid = t.typnamespace
     where t.typtype = 'e' and n.nspname not in ${SYSTEM}
     order by 1`,
  );
  return rows.map((row) => String(row['name']));
}

async function reset(query: Scratch['query']): Promise<void> {
  const schemas = await query(
    "select nspname from pg_namespace where nspname not like 'pg!_%' escape '!' and nspname <> 'information_schema'",
  );
  const names = schemas.map((row) => `"${row['nspname']}"`);
  await query(`set client_min_messages = error; drop schema ${names.join(', ')} cascade; create schema public`);
}
