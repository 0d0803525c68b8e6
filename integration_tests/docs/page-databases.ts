import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import mysql from 'mysql2/promise';
import pg from 'pg';
import type { SqlServer } from '../sql-support/sql-servers.setup.js';

/** User, password, host and database of a page. */
export const PAGE_USER = 'dap';
const PASSWORD = 'secret';
const HOST = 'db.example.com';
const DATABASE = 'canvas';
/** Pages of several checkouts may be tested on one server at a time. */
const OWN_NAME = `dap_page_${process.pid}`;

/** How a block of SQL is run. */
export interface SqlPlan {
  /** By the administrator of the server, outside of the database of the page. */
  readonly isAdmin: boolean;
  /** Where the page is. */
  readonly folder: string;
}

/** A database that a page works with, and what stands on the page in its place. */
export interface PagePlace {
  readonly missing: string | undefined;
  /** Blocks that were run. */
  readonly statements: number;
  adaptUrls(text: string): string;
  adaptOptions(text: string): string;
  adaptSql(text: string, isAdmin: boolean): string;
  /** Rows of the last statement. */
  run(sql: string, plan: SqlPlan): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** What the servers have in common. */
abstract class ServerPlace implements PagePlace {
  readonly missing: string | undefined;
  statements = 0;
  protected readonly host: string;
  protected readonly port: number;
  readonly #scheme: string;

  constructor(scheme: string, server: SqlServer) {
    this.#scheme = scheme;
    this.missing = 'missing' in server ? server.missing : undefined;
    this.host = 'host' in server ? server.host : '';
    this.port = 'port' in server ? server.port : 0;
  }

  adaptUrls(text: string): string {
    const address = `${this.#scheme}://${OWN_NAME}:${PASSWORD}@${this.host}:${this.port}/${OWN_NAME}`;
    return text.replaceAll(`${this.#scheme}://${PAGE_USER}:${PASSWORD}@${HOST}/${DATABASE}`, address);
  }

  adaptOptions(text: string): string {
    return text
      .replace(`host = '${HOST}'`, `host = '${this.host}'`)
      .replace(/port = \d+/, `port = ${this.port}`)
      .replace(`username = '${PAGE_USER}'`, `username = '${OWN_NAME}'`)
      .replace(`database: '${DATABASE}'`, `database: '${OWN_NAME}'`);
  }

  adaptSql(text: string, isAdmin: boolean): string {
    return isAdmin ? text.replaceAll(new RegExp(`\\b(${PAGE_USER}|${DATABASE})\\b`, 'g'), OWN_NAME) : text;
  }

  async run(sql: string, { isAdmin }: SqlPlan): Promise<readonly string[]> {
    this.statements += 1;
    return await this.runAll(statementsOf(sql), isAdmin ? undefined : OWN_NAME);
  }

  async close(): Promise<void> {
    if (this.missing === undefined) await this.runAll(this.farewell(OWN_NAME));
  }

  /** Runs statements one by one, each in a transaction of its own. */
  protected abstract runAll(statements: readonly string[], database?: string): Promise<readonly string[]>;
  /** Statements that remove the database and the user. */
  protected abstract farewell(name: string): readonly string[];
}

/** PostgreSQL. */
export class PostgresqlPlace extends ServerPlace {
  constructor(server: SqlServer) {
    super('postgresql', server);
  }

  protected async runAll(statements: readonly string[], database = 'postgres'): Promise<readonly string[]> {
    const client = new pg.Client({ host: this.host, port: this.port, user: 'postgres', database });
    await client.connect();
    try {
      let rows: unknown[][] = [];
      for (const text of statements) ({ rows } = await client.query({ text, rowMode: 'array' }));
      return rows.map(lineOf);
    } finally {
      await client.end();
    }
  }

  protected farewell(name: string): readonly string[] {
    return [`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`, `DROP ROLE IF EXISTS ${name}`];
  }
}

/** MySQL or MariaDB. */
export class MysqlPlace extends ServerPlace {
  constructor(server: SqlServer) {
    super('mysql', server);
  }

  protected async runAll(statements: readonly string[], database?: string): Promise<readonly string[]> {
    const { host, port } = this;
    const connection = await mysql.createConnection({ host, port, user: 'root', ...(database && { database }) });
    try {
      let rows: unknown = [];
      for (const sql of statements) [rows] = await connection.query({ sql, rowsAsArray: true });
      return Array.isArray(rows) ? (rows as unknown[][]).map(lineOf) : [];
    } finally {
      await connection.end();
    }
  }

  protected farewell(name: string): readonly string[] {
    return [`DROP DATABASE IF EXISTS ${name}`, `DROP USER IF EXISTS ${name}@'%'`];
  }
}

/** The file that is the default of the command line. */
export class DuckdbPlace implements PagePlace {
  readonly missing = undefined;
  statements = 0;

  adaptUrls(text: string): string {
    return text;
  }

  adaptOptions(text: string): string {
    return text;
  }

  adaptSql(text: string): string {
    return text;
  }

  async run(sql: string, { folder }: SqlPlan): Promise<readonly string[]> {
    this.statements += 1;
    const instance = await DuckDBInstance.create(join(folder, `${DATABASE}.duckdb`));
    const connection = await instance.connect();
    try {
      let rows: unknown[][] = [];
      for (const statement of statementsOf(sql)) rows = (await connection.runAndReadAll(statement)).getRows();
      return rows.map(lineOf);
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** Statements of a page end with a semicolon at the end of a line. */
function statementsOf(sql: string): readonly string[] {
  return sql.split(/;\s*(?:--.*)?$/m).filter((statement) => statement.trim() !== '');
}

function lineOf(cells: readonly unknown[]): string {
  return cells.map(String).join(' | ');
}
