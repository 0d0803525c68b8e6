import mysql from 'mysql2/promise';
import type { CellText, ReadColumn, ReadTable, Scratch } from './scratch.js';

const META = 'instructure_dap__';

/** Makes a database on a server of MySQL or MariaDB. */
export async function mysqlScratch(host: string, port: number, name: string): Promise<Scratch> {
  const server = { host, port, user: 'root' };
  const admin = await mysql.createConnection(server);
  await admin.query(`create database ${name} character set utf8mb4 collate utf8mb4_general_ci`);
  await admin.end();
  let own: mysql.Connection | undefined;
  const query: Scratch['query'] = async (sql) => {
    own ??= await connect({ ...server, database: name });
    const [rows] = await own.query(sql);
    return Array.isArray(rows) ? (rows as Record<string, CellText>[]) : [];
  };
  const pause = async (): Promise<void> => {
    await own?.end();
    own = undefined;
  };
  return {
    dialect: 'mysql',
    url: `mysql://root@${host}:${port}/${name}`,
    query,
    read: (namespace, table) => read(query, `${namespace}__${table}`),
    nameOf: (namespace, table) => `\`${namespace}__${table}\``,
    objects: async () => (await tables(query)).filter((table) => !table.startsWith(META)),
    reset: () => reset(query),
    pause,
    close: async () => {
      await pause();
      const last = await mysql.createConnection(server);
      await last.query(`drop database if exists ${name}`);
      await last.end();
    },
  };
}

/** Every value arrives as the text that the server sent; the driver's own types are not trusted. */
async function connect(options: mysql.ConnectionOptions): Promise<mysql.Connection> {
  const connection = await mysql.createConnection({
    ...options,
    charset: 'utf8mb4',
    timezone: 'Z',
    multipleStatements: true,
    typeCast: (field) => field.string('utf8'),
  });
  connection.on('error', () => undefined);
  await connection.query("set time_zone = '+00:00'");
  return connection;
}

async function read(query: Scratch['query'], table: string): Promise<ReadTable | undefined> {
  const found = await query(
    `select column_name as name, data_type as type, is_nullable as nullable from information_schema.columns
     where table_schema = database() and table_name = '${table}' order by ordinal_position`,
  );
  if (found.length === 0) return undefined;
  const columns = found.map(
    (row): ReadColumn => ({
      name: String(row['name']),
      type: String(row['type']),
      nullable: row['nullable'] === 'YES',
    }),
  );
  const list = columns.map(({ name, type }) => (/binary$/.test(type) ? `hex(\`${name}\`) \`${name}\`` : `\`${name}\``));
  const rows = await query(`select ${list.join(', ')} from \`${table}\``);
  return { columns, rows: rows.map((row) => columns.map(({ name }) => row[name] ?? null)) };
}

async function tables(query: Scratch['query']): Promise<readonly string[]> {
  const rows = await query(
    'select table_name as name from information_schema.tables where table_schema = database() order by 1',
  );
  return rows.map((row) => String(row['name']));
}

async function reset(query: Scratch['query']): Promise<void> {
  const rows = await query(
    'select table_name as name, table_type as kind from information_schema.tables where table_schema = database()',
  );
  const drops = rows.map((row) => `drop ${row['kind'] === 'VIEW' ? 'view' : 'table'} \`${row['name']}\``);
  if (drops.length > 0) await query(`set foreign_key_checks = 0; ${drops.join('; ')}; set foreign_key_checks = 1`);
}
