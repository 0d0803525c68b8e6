import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import tls from 'node:tls';
import { CodedError, errorText } from '../errors.js';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The certificate authorities to trust, as PEM: those of Node, those of `NODE_EXTRA_CA_CERTS`, of `SSL_CERT_FILE` and
 * `SSL_CERT_DIR`, which Node does not read by itself, and `further` ones. Undefined when Node's own choice is enough.
 *
 * @throws CodedError `CDK_HTTP_NETWORK` (`config_error`) when the environment names what cannot be read.
 */
export async function trustedAuthorities(
  further: readonly string[],
  environment: Environment = process.env,
): Promise<string[] | undefined> {
  const named = [
    ...(await filesOf(environment, 'SSL_CERT_FILE', async (path) => [path])),
    ...(await filesOf(environment, 'SSL_CERT_DIR', certificatesIn)),
  ];
  if (named.length === 0 && further.length === 0) return undefined;
  return [...(await ownAuthorities(environment)), ...named, ...further];
}

/** A list of authorities replaces that of Node, so Node's belong to it. */
async function ownAuthorities(environment: Environment): Promise<readonly string[]> {
  const { getCACertificates } = tls as { getCACertificates?: (type: 'default') => string[] };
  if (getCACertificates !== undefined) return getCACertificates('default');
  const extra = await filesOf(environment, 'NODE_EXTRA_CA_CERTS', async (path) => [path]);
  return [...tls.rootCertificates, ...extra];
}

async function certificatesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names.filter((name) => /\.(pem|crt|cer|\d+)$/.test(name)).map((name) => join(folder, name));
}

async function filesOf(
  environment: Environment,
  variable: string,
  list: (path: string) => Promise<string[]>,
): Promise<string[]> {
  const path = environment[variable] ?? '';
  if (path === '') return [];
  try {
    const files = await list(path);
    return await Promise.all(files.map(async (file) => await readFile(file, 'utf8')));
  } catch (error) {
    throw new CodedError('CDK_HTTP_NETWORK', {
      message: `The certificate authorities that ${variable} names cannot be read: ${errorText(error)}.`,
      failureType: 'config_error',
      cause: error,
    });
  }
}
