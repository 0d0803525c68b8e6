import type { HttpRequest } from '../../../http/transport.js';
import { stringifyJson } from '../../../util/json.js';
import { lowerCaseNames } from '../header-names.js';
import { basicCredentials } from './basic-credentials.js';
import type { OAuth2Options } from './oauth2-options.js';

/** The request for a token. */
export function tokenRequest(options: OAuth2Options, refreshToken: string | undefined): HttpRequest {
  const fields = tokenFields(options, refreshToken);
  const isJson = options.body === 'json';
  return {
    method: 'POST',
    url: options.tokenUrl,
    label: 'access token',
    headers: {
      'content-type': isJson ? 'application/json' : 'application/x-www-form-urlencoded',
      accept: 'application/json',
      ...(options.clientAuthentication === 'basic' ? { authorization: clientCredentials(options) } : {}),
      ...lowerCaseNames(options.headers ?? {}),
    },
    body: isJson ? stringifyJson(fields) : new URLSearchParams(fields).toString(),
  };
}

function tokenFields(options: OAuth2Options, refreshToken: string | undefined): Record<string, string> {
  const { clientId, clientSecret, scopes = [], clientAuthentication, parameters, names = {} } = options;
  const usual = refreshToken === undefined ? 'client_credentials' : 'refresh_token';
  return {
    [names.grantType ?? 'grant_type']: options.grantType ?? usual,
    ...(refreshToken === undefined ? {} : { [names.refreshToken ?? 'refresh_token']: refreshToken }),
    ...(clientAuthentication === 'basic'
      ? {}
      : { [names.clientId ?? 'client_id']: clientId, [names.clientSecret ?? 'client_secret']: clientSecret }),
    ...(scopes.length === 0 ? {} : { [names.scope ?? 'scope']: scopes.join(' ') }),
    ...parameters,
  };
}

/** RFC 6749, 2.3.1: both are form-encoded before they are joined. */
function clientCredentials({ clientId, clientSecret }: OAuth2Options): string {
  return `Basic ${basicCredentials(encodeURIComponent(clientId), encodeURIComponent(clientSecret))}`;
}
