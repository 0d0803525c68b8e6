import { connectionError } from './connection-error.js';

/** The parts of a URL, percent-decoded but for the query. */
export interface UrlParts {
  readonly scheme: string;
  readonly username?: string;
  readonly password?: string;
  readonly host?: string;
  readonly port?: number;
  /** Without the slash between it and the host. */
  readonly path: string;
  readonly query: ReadonlyMap<string, string>;
}

const SCHEME = /^([a-z][a-z0-9+.-]*):\/\//i;
const HOST_PORT = /^(\[[^\]]*\]|[^:[\]]*)(?::(\d*))?$/;

/** The scheme of a URL in lower case; undefined when there is none. */
function schemeOf(text: string): string | undefined {
  return SCHEME.exec(text.trim())?.[1]?.toLowerCase();
}

/**
 * Takes a URL apart as RFC 3986 has it. The URL class of Node is of no use here: it takes `#` in a password for the
 * beginning of a fragment, and quotes its input in errors.
 *
 * @throws CodedError `SQL_CONNECTION_STRING` that names the faulty part and does not quote it.
 */
export function splitUrl(text: string): UrlParts {
  const url = text.trim();
  const scheme = schemeOf(url);
  if (scheme === undefined) {
    throw connectionError('it does not begin with a kind of database, such as postgresql://');
  }
  const [whole = '', query] = cutAt(url.slice(scheme.length + '://'.length), '?');
  const [authority = '', path = ''] = cutAt(whole, '/');
  if (!authority.includes('@') && path.includes('@')) {
    throw connectionError('a special character of its user name or password is not percent-encoded (write %2F for /)');
  }
  const at = authority.lastIndexOf('@');
  const [username, password] = at < 0 ? [] : cutAt(authority.slice(0, at), ':');
  return {
    scheme,
    ...optional('username', username, 'user name'),
    ...optional('password', password, 'password'),
    ...splitHost(authority.slice(at + 1)),
    path: decode(path, 'path'),
    query: splitQuery(query),
  };
}

function splitHost(text: string): Pick<UrlParts, 'host' | 'port'> {
  const parts = HOST_PORT.exec(text);
  if (parts === null) throw connectionError('its host and port cannot be told apart (write [::1] for an IPv6 address)');
  const [, host = '', port = ''] = parts;
  const bare = host.startsWith('[') ? host.slice(1, -1) : host;
  return { ...optional('host', bare, 'host'), ...(port === '' ? {} : { port: readPort(port) }) };
}

/** @throws CodedError `SQL_CONNECTION_STRING` when `text` is not the number of a port. */
export function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535)
    throw connectionError('its port is not a number from 1 to 65535');
  return port;
}

function splitQuery(text: string | undefined): ReadonlyMap<string, string> {
  const query = new Map<string, string>();
  for (const pair of (text ?? '').split('&').filter((part) => part !== '')) {
    const [name, value] = cutAt(pair, '=').map((part) => decode(part, 'query'));
    if (name === undefined || value === undefined) throw connectionError('its query holds a key without a value');
    if (query.has(name)) throw connectionError(`its query gives ${JSON.stringify(name)} more than once`);
    query.set(name, value);
  }
  return query;
}

/** The text before and behind the first `mark`; one part without it. */
function cutAt(text: string, mark: string): readonly string[] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function optional<K extends string>(key: K, text: string | undefined, part: string): Partial<Record<K, string>> {
  return text === undefined || text === '' ? {} : ({ [key]: decode(text, part) } as Record<K, string>);
}

function decode(text: string, part: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw connectionError(`its ${part} holds a percent sign that is not percent-encoded (write %25 for %)`);
  }
}
