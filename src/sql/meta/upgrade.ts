import { CodedError } from '../../errors.js';
import type { RunSql } from '../contract/meta.js';
import { runQuery } from './compiled.js';
import { convertLegacyRecords, isLegacy } from './legacy-records.js';
import { bareName, type MetaBuilder } from './meta-schema.js';

/** The version of the layout that the official client has had since 1.0. */
const VERSION = 1;

/** See `MetaTables.upgrade`. */
export async function upgradeDatabase(run: RunSql, meta: MetaBuilder): Promise<void> {
  const versions = await readVersions(run, meta);
  if (versions.length === 0) await convert(run, meta);
  else refuseOthers(versions);
}

/**
 * The same for a database that is only read: nothing is converted or written.
 *
 * @param names - the meta tables that exist.
 * @throws CodedError `SQL_LEGACY_DATABASE`
 */
export async function refuseOtherLayout(run: RunSql, meta: MetaBuilder, names: ReadonlySet<string>): Promise<void> {
  const versions = names.has(bareName(meta.databaseVersion)) ? await readVersions(run, meta) : [];
  if (versions.length > 0) return refuseOthers(versions);
  if (await isLegacy(run, meta)) {
    refuse('its records are those of version 0.3 of the official client; dap syncdb takes them over if it can');
  }
}

function refuseOthers(versions: readonly number[]): void {
  if (versions.length > 1) {
    refuse(`database_version holds ${versions.length} versions (${versions.join(', ')}); one is expected`);
  }
  if (versions[0] !== VERSION) refuse(`its database_version is ${versions[0]}; this program knows version ${VERSION}`);
}

/** Whatever fails: if a version is there by now, another process has converted the database at the same time. */
async function convert(run: RunSql, meta: MetaBuilder): Promise<void> {
  try {
    await convertLegacyRecords(run, meta);
    await writeVersion(run, meta);
  } catch (error) {
    const versions = await readVersions(run, meta).catch(() => []);
    if (versions.length !== 1 || versions[0] !== VERSION) throw error;
  }
}

async function readVersions(run: RunSql, { db, databaseVersion }: MetaBuilder): Promise<readonly number[]> {
  const rows = await runQuery(run, db.selectFrom(databaseVersion).select('version').orderBy('version'));
  return rows.map((row) => Number(row['version']));
}

/** Several processes may write it at once: it is the key. */
async function writeVersion(run: RunSql, { db, dialect, databaseVersion }: MetaBuilder): Promise<void> {
  const insert = db.insertInto(databaseVersion).values({ version: VERSION });
  await runQuery(run, dialect === 'mysql' ? insert.ignore() : insert.onConflict((conflict) => conflict.doNothing()));
}

function refuse(reason: string): never {
  throw new CodedError('SQL_LEGACY_DATABASE', { message: `The database cannot be used: ${reason}.` });
}
