import type { DapTables } from './dap-tables.js';

/**
 * Logs in and lists every configured namespace.
 *
 * @throws CodedError with the one sentence that the user needs; `CDK_CONFIG_INVALID` when the patterns select
 * no table at all.
 */
export async function checkAccess(tables: DapTables): Promise<void> {
  await tables.listTables();
}
