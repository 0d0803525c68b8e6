import { randomBytes } from 'node:crypto';
import { DuckDBInstance } from '@duckdb/node-api';
import mysql from 'mysql2/promise';
import pg from 'pg';
import type { RunSql } from '../../../src/sql/contract/meta.js';
import type { DialectName } from '../../../src/sql/contract/names.js';

/** A database of its own, empty, with a connection to it. */
export interface EmptyDatabase extends AsyncDisposable {
  readonly dialect: DialectName;
  readonly name: string;
  readonly run: RunSql;
  /** One more connection. */
  connect(): Promise<{ readonly run: RunSql; close(): Promise<void> }>;
}

/** Makes an empty database on the servers at 127.0.0.1, or in this process. */
export async function emptyDatabase(dialect: DialectName): Promise<EmptyDatabase> {
  const name = `dap_conn_${randomBytes(5).toString('hex')}`;
  const { connect, drop } = await MAKERS[dialect](name);
  const first = await connect();
  const others: { close(): Promise<void> }[] = [];
  return {
    dialect,
    name,
    run: first.run,
    connect: async () => {
      const other = await connect();
      others.push(other);
      return other;
    },
    [Symbol.asyncDispose]: async () => {
      for (const open of [first, ...others]) await open.close();
      await drop();
    },
  };
}

interface Maker {
  readonly connect: () => Promise<{ readonly run: RunSql; close(): Promise<void> }>;
  readonly drop: () => Promise<void>;
}

const MAKERS: Readonly<Record<DialectName, (name: string) => Promise<Maker>>> = {
  postgresql: async (name) => {
    const admin = async (sql: string) => {
      const client = new pg.Client({ host: '127.0.0.1', port: 5432, user: 'postgres', database: 'postgres' });
      await client.connect();
      await client.query(sql);
      await client.end();
    };
    await admin(`create database ${name}`);
    return {
      connect: async () => {
        const client = new pg.Client({ host: '127.0.0.1', port: 5432, user: 'postgres', database: name });
        await client.connect();
        return {
          run: async (sql, parameters) => (await client.query(sql, parameters ? [...parameters] : undefined)).rows,
          close: () => client.end(),
        };
      },
      drop: () => admin(`drop database ${name} with (force)`),
    };
  },
  mysql: async (name) => {
    const admin = async (sql: string) => {
      const connection = await mysql.createConnection({ host: '127.0.0.1', port: 3306, user: 'root' });
      await connection.query(sql);
      await connection.end();
    };
    await admin(`create database ${name} character set utf8mb4 collate utf8mb4_general_ci`);
    return {
      connect: async () => {
        const connection = await mysql.createConnection({
          host: '127.0.0.1',
          port: 3306,
          user: 'root',
          database: name,
          timezone: '+05:00',
        });
        return {
          run: async (sql, parameters) => {
            const [rows] = await connection.query(sql, parameters ? [...parameters] : []);
            return Array.isArray(rows) ? (rows as Record<string, unknown>[]) : [];
          },
          close: () => connection.end(),
        };
      },
      drop: () => admin(`drop database ${name}`),
    };
  },
  duckdb: async () => {
    const instance = await DuckDBInstance.create(':memory:');
    return {
      connect: async () => {
        const connection = await instance.connect();
        return {
          run: async (sql, parameters) => {
            const values = parameters?.map((value) => (typeof value === 'number' ? BigInt(value) : value));
            const reader = await connection.runAndReadAll(sql, values as (string | bigint | null)[] | undefined);
            return reader.getRowObjects();
          },
          close: async () => connection.closeSync(),
        };
      },
      drop: async () => instance.closeSync(),
    };
  },
};
