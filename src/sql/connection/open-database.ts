import { loadPackage } from '../../util/load-package.js';
import type { Database } from '../contract/database.js';
import type { DatabaseAddress, ServerAddress, ServerSettings } from './connection-options.js';
import { tlsOptions } from './tls-options.js';

/** Opens a database; only then is the code of its dialect loaded. */
export async function openDatabase(address: DatabaseAddress): Promise<Database> {
  const { createMetaTables } = await loadPackage('kysely', () => import('../meta/meta-tables.js'));
  const meta = createMetaTables(address.dialect);
  if (address.dialect === 'duckdb') {
    const { openDuckdb } = await import('../dialects/duckdb/index.js');
    return await openDuckdb({ path: address.path }, { meta });
  }
  const settings = await serverSettings(address);
  if (address.dialect === 'postgresql') {
    const { openPostgresql } = await import('../dialects/postgresql/index.js');
    return await openPostgresql(settings, { meta });
  }
  const { openMysql } = await import('../dialects/mysql/index.js');
  return await openMysql(settings, { meta });
}

async function serverSettings(address: ServerAddress): Promise<ServerSettings> {
  const { dialect: _dialect, sslRootCert: _rootCert, sslCert: _cert, sslKey: _key, ...settings } = address;
  return { ...settings, tls: await tlsOptions(address) };
}
