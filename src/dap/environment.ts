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
 * place it is the production gateway. `DAP_LIMITS=off` is `limits: 'none'` for those who set no limits.
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
  const limits = options.limits ?? (areLimitsOff(environment) ? 'none' : undefined);
  return { ...options, clientId, clientSecret, baseUrl, ...(limits === undefined ? {} : { limits }) };
}

/** True where the service has no limits, by `DAP_LIMITS=off`: an emulator in a test. */
function areLimitsOff(environment: Environment): boolean {
  return environment['DAP_LIMITS']?.toLowerCase() === 'off';
}

function textOf(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
