import { CodedError } from '../errors.js';
import type { DapTables } from './dap-tables.js';

/**
 * Logs in and lists every configured namespace.
 *
 * @throws CodedError with the one sentence that the user needs; `CDK_CONFIG_INVALID` when the patterns select
 * no table at all.
 */
export async function checkAccess(tables: DapTables): Promise<void> {
  const { namespaces, tables: patterns } = tables.config;
  let selected = 0;
  for (const namespace of new Set(namespaces)) selected += (await tables.listTables(namespace)).length;
  if (selected > 0 || patterns === undefined || patterns.length === 0) return;
  throw new CodedError('CDK_CONFIG_INVALID', {
    message: `The login works, but no table of ${namespaces.join(', ')} matches the patterns of "tables".`,
  });
}
