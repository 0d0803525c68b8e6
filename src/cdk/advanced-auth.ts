import type { AdvancedAuth } from '../protocol/messages.js';

/** A path in the configuration, such as `['credentials', 'client_id']`. */
type ConfigPath = readonly string[];

/** How a platform signs users in with OAuth, and where the configuration keeps what comes of it. */
export interface OAuthLogin {
  /** Address of the page that asks for consent, with `{{ client_id_key }}` and the like as placeholders. */
  readonly consentUrl: string;
  readonly accessTokenUrl: string;
  readonly scope?: string;
  /** Headers and parameters of the request for tokens. */
  readonly accessTokenHeaders?: Readonly<Record<string, string>>;
  readonly accessTokenParams?: Readonly<Record<string, string>>;
  /** The choice of OAuth among several ways to sign in: a path and its value. */
  readonly chosenBy?: { readonly path: ConfigPath; readonly value: string };
  readonly clientId: ConfigPath;
  readonly clientSecret: ConfigPath;
  /** At least one of them. */
  readonly refreshToken?: ConfigPath;
  readonly accessToken?: ConfigPath;
  /** Gets a date of RFC 3339. */
  readonly expiresAt?: ConfigPath;
  /** Fields that the consent page needs from the user, such as a domain: placeholder name and its path. */
  readonly userInput?: Readonly<Record<string, ConfigPath>>;
}

/**
 * The `advanced_auth` of a specification: with it, a platform shows a button in place of fields for tokens.
 *
 * @example
 * override readonly advancedAuth = advancedAuth({
 *   consentUrl: 'https://login.example.com/authorize?client_id={{ client_id_value }}&redirect_uri={{ redirect_uri_value }}&state={{ state_value }}',
 *   accessTokenUrl: 'https://login.example.com/token',
 *   clientId: ['client_id'], clientSecret: ['client_secret'], refreshToken: ['refresh_token'],
 * });
 */
export function advancedAuth(login: OAuthLogin): AdvancedAuth {
  const { chosenBy, clientId, clientSecret, userInput = {} } = login;
  return {
    auth_flow_type: 'oauth2.0',
    ...(chosenBy === undefined ? {} : { predicate_key: [...chosenBy.path], predicate_value: chosenBy.value }),
    oauth_config_specification: {
      ...(Object.keys(userInput).length === 0
        ? {}
        : { oauth_user_input_from_connector_config_specification: fields(userInput) }),
      oauth_connector_input_specification: connectorInput(login),
      complete_oauth_output_specification: outputs(login),
      complete_oauth_server_input_specification: objectOf({
        client_id: { type: 'string' },
        client_secret: { type: 'string' },
      }),
      complete_oauth_server_output_specification: fields({ client_id: clientId, client_secret: clientSecret }),
    },
  };
}

function connectorInput(login: OAuthLogin): Record<string, unknown> {
  const { consentUrl, accessTokenUrl, scope, accessTokenHeaders, accessTokenParams } = login;
  return {
    consent_url: consentUrl,
    access_token_url: accessTokenUrl,
    ...(scope === undefined ? {} : { scope }),
    ...(accessTokenHeaders === undefined ? {} : { access_token_headers: accessTokenHeaders }),
    ...(accessTokenParams === undefined ? {} : { access_token_params: accessTokenParams }),
    extract_output: Object.keys(outputPaths(login)),
  };
}

function outputPaths({ refreshToken, accessToken, expiresAt }: OAuthLogin): Record<string, ConfigPath> {
  return {
    ...(accessToken === undefined ? {} : { access_token: accessToken }),
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
    ...(expiresAt === undefined ? {} : { token_expiry_date: expiresAt }),
  };
}

function outputs(login: OAuthLogin): Record<string, unknown> {
  const described = Object.entries(outputPaths(login)).map(([name, path]) => [
    name,
    {
      type: 'string',
      ...(name === 'token_expiry_date' ? { format: 'date-time' } : {}),
      path_in_connector_config: [...path],
      path_in_oauth_response: [name],
    },
  ]);
  return objectOf(Object.fromEntries(described));
}

function fields(paths: Readonly<Record<string, ConfigPath>>): Record<string, unknown> {
  const described = Object.entries(paths).map(([name, path]) => [
    name,
    { type: 'string', path_in_connector_config: [...path] },
  ]);
  return objectOf(Object.fromEntries(described));
}

function objectOf(properties: object): Record<string, unknown> {
  return { type: 'object', additionalProperties: false, properties };
}
