/** What servers call the fields of their requests and answers, where it is not what RFC 6749 says. */
export interface OAuth2Names {
  readonly grantType?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly refreshToken?: string;
  readonly scope?: string;
  /** In the answer; a path where it lies deeper, such as `['data', 'token']`. */
  readonly accessToken?: string | readonly string[];
  /** In the answer: the refresh token that replaces the one before. */
  readonly newRefreshToken?: string | readonly string[];
  /** In the answer: seconds, a date of RFC 3339, or seconds since the epoch. */
  readonly expires?: string | readonly string[];
}

/** Places of the configuration where tokens are kept for the next run. */
export interface TokenStore {
  readonly refreshToken: readonly string[];
  readonly accessToken?: readonly string[];
  /** Gets a date of RFC 3339. */
  readonly expiresAt?: readonly string[];
}

/** How tokens are got (RFC 6749). */
export interface OAuth2Options {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** With it the grant is `refresh_token`, without it `client_credentials`. */
  readonly refreshToken?: string | undefined;
  /** Another grant than these two. */
  readonly grantType?: string | undefined;
  readonly scopes?: readonly string[] | undefined;
  /** Where the client's credentials go: into the body (the default, `form`) or a Basic header. */
  readonly clientAuthentication?: 'form' | 'basic' | undefined;
  /** What the request for a token is; default `form`. */
  readonly body?: 'form' | 'json' | undefined;
  /** Further fields of the request, such as `audience`. */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly names?: OAuth2Names | undefined;
  /** A token of an earlier run, and when it ends (a date of RFC 3339). */
  readonly accessToken?: { readonly text: string; readonly expiresAt: string };
  /**
   * Where the configuration keeps tokens. Needed for servers that replace the refresh token at each use: without it the
   * next run starts with one that is dead.
   */
  readonly store?: TokenStore | undefined;
}
