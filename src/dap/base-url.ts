import { CodedError } from '../errors.js';
import { isSecureUrl } from '../http/secure-url.js';
import { InsecureUrlError } from './errors/network-errors.js';

/**
 * A base URL without trailing slashes.
 *
 * @throws CodedError DAP_VALIDATION (a config error) when it is not a plain http(s) URL;
 * InsecureUrlError when it is plain http to another machine.
 * @example
 * checkBaseUrl('https://api-gateway.instructure.com/') // 'https://api-gateway.instructure.com'
 */
export function checkBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw refusal('is not an http or https URL');
  if (url.username !== '' || url.password !== '') throw refusal('must not hold a user name or password');
  if (url.search !== '' || url.hash !== '') throw refusal('must not hold a query or fragment');
  if (!isSecureUrl(url)) throw new InsecureUrlError(url.host);
  return url.href.replace(/\/+$/, '');
}

function refusal(problem: string): CodedError {
  return new CodedError('DAP_VALIDATION', { message: `The base URL ${problem}.`, failureType: 'config_error' });
}
