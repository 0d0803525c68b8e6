import { CodedError } from '../errors.js';
import { type Credentials, type DapClientOptions, PRODUCTION_URL } from './client-options.js';

/** Settings of a client with nothing missing that it cannot do without. */
export interface CompleteClientOptions extends DapClientOptions, Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly baseUrl: string;
}

/** Variables by name, as `process.env` holds them. */
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Takes what the options leave out from `DAP_API_URL`, `DAP_CLIENT_ID` and `DAP_CLIENT_SECRET`. Without a URL in either
 * place it is the production gateway.
 *
 * @throws CodedError `DAP_CREDENTIALS_MISSING` naming the variables that are missing or empty.
 */
export function completeOptions(
  options: DapClientOptions,
  environment: Environment = process.env,
): CompleteClientOptions {
  const clientId = textOf(options.clientId) ?? textOf(environment['DAP_CLIENT_ID']);
  const clientSecret = textOf(options.clientSecret) ?? textOf(environment['DAP_CLIENT_SECRET']);
  if (clientId === undefined || clientSecret === undefined) {
    const missing = [
      ...(clientId === undefined ? ['DAP_CLIENT_ID'] : []),
      ...(clientSecret === undefined ? ['DAP_CLIENT_SECRET'] : []),
    ];
    throw new CodedError('DAP_CREDENTIALS_MISSING', {
      message: `The credentials are incomplete: ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not set.`,
      details: { missing },
    });
  }
  const baseUrl = options.baseUrl ?? textOf(environment['DAP_API_URL']) ?? PRODUCTION_URL;
  return { ...options, clientId, clientSecret, baseUrl };
}

function textOf(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
