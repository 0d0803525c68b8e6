import { describe, expect, it } from 'vitest';
import type { ServerAddress } from './connection-options.js';
import { resolveAddress } from './resolve-address.js';
import { tlsOptions } from './tls-options.js';

const optionsOf = async (query: string, host = 'db.test') =>
  await tlsOptions(resolveAddress({ connectionString: `postgresql://me@${host}/dap${query}` }) as ServerAddress);

const CERTIFICATE = { subjectaltname: 'DNS:other.test' } as never;

describe('TLS', () => {
  it.each(['allow', 'prefer', 'require'])('is made without a look at the certificate: %s', async (mode) => {
    const options = await optionsOf(`?ssl=${mode}`);
    expect(options).toMatchObject({ rejectUnauthorized: false, servername: 'db.test' });
    expect((options || undefined)?.checkServerIdentity?.('db.test', CERTIFICATE)).toBeUndefined();
  });

  it('asks for a trusted certificate with verify-ca, for the name of the host too with verify-full', async () => {
    const trusted = await optionsOf('?ssl=verify-ca');
    expect(trusted).toMatchObject({ rejectUnauthorized: true });
    expect((trusted || undefined)?.checkServerIdentity?.('db.test', CERTIFICATE)).toBeUndefined();
    const named = await optionsOf('?ssl=verify-full&sslrootcert=system');
    expect(named).not.toHaveProperty('ca');
    expect((named || undefined)?.checkServerIdentity?.('localhost', CERTIFICATE)).toBeInstanceOf(Error);
  });

  it('checks with a root certificate that is given', async () => {
    const file = new URL('../../../package.json', import.meta.url).pathname;
    const options = await optionsOf(`?ssl=require&sslrootcert=${encodeURIComponent(file)}`);
    expect(options).toMatchObject({ rejectUnauthorized: true, ca: expect.stringContaining('airbyte-source-dap') });
    await expect(optionsOf('?ssl=verify-ca&sslrootcert=%2Fnowhere.pem')).rejects.toMatchObject({
      code: 'SQL_CONNECTION_STRING',
      message: expect.stringContaining('sslrootcert cannot be read'),
    });
  });

  it('is not made where it is disabled, or through a Unix socket', async () => {
    expect(await optionsOf('?ssl=disable')).toBe(false);
    expect(await optionsOf('?ssl=prefer', '%2Frun')).toBe(false);
  });
});
