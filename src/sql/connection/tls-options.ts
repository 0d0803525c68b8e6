import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { checkServerIdentity } from 'node:tls';
import { errorText } from '../../errors.js';
import { connectionError } from './connection-error.js';
import type { ServerAddress, TlsSettings } from './connection-options.js';

/** `sslrootcert` of libpq for the authorities of the system; ours are those of Node. */
const SYSTEM = 'system';

/**
 * What TLS is made with. As with libpq, `require` does not look at the certificate unless a root certificate is given;
 * `verify-ca` asks for a trusted one, `verify-full` for the name of the host in it as well. A Unix socket has no TLS.
 *
 * @throws CodedError `SQL_CONNECTION_STRING` when a file cannot be read.
 */
export async function tlsOptions(address: ServerAddress): Promise<TlsSettings | false> {
  const { tlsMode, host, sslRootCert, sslCert, sslKey } = address;
  if (tlsMode === 'disable' || host.startsWith('/')) return false;
  const isChecked = tlsMode.startsWith('verify-') || (tlsMode === 'require' && sslRootCert !== undefined);
  const isNameChecked = tlsMode === 'verify-full';
  return {
    rejectUnauthorized: isChecked,
    checkServerIdentity: (_host, certificate) => (isNameChecked ? checkServerIdentity(host, certificate) : undefined),
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(isChecked && sslRootCert !== SYSTEM ? await pemOption('ca', sslRootCert, 'sslrootcert') : {}),
    ...(await pemOption('cert', sslCert, 'sslcert')),
    ...(await pemOption('key', sslKey, 'sslkey')),
  };
}

async function pemOption(
  option: 'ca' | 'cert' | 'key',
  path: string | undefined,
  name: string,
): Promise<Partial<Record<'ca' | 'cert' | 'key', string>>> {
  if (path === undefined) return {};
  try {
    return { [option]: await readFile(path, 'utf8') };
  } catch (error) {
    throw connectionError(`the file of ${name} cannot be read: ${errorText(error)}`);
  }
}
