import { CodedError } from '../../errors.js';

/** What a URL would lose, or read as something else, in a path: controls and blanks, backslashes, fragments, lone percent signs. */
const UNSAFE = /[\p{Cc}\s\\#]|%(?![\da-f]{2})/giu;

/**
 * The URL of `path` below `base`, with one slash between them whatever they end and begin with. An absolute http or https
 * URL stays what it is; any other text is a path, a colon or two slashes in it included. Behind a `?` come parameters,
 * which take precedence over those of the base.
 *
 * @param stream - its name, for messages
 * @throws CodedError `CDK_STREAM_DEFINITION` when `base`, or an absolute path, is not the URL of a server.
 * @example
 * joinUrl('https://h/v1', '/reports:batchGet?size=9', 's').href // 'https://h/v1/reports:batchGet?size=9'
 */
export function joinUrl(base: string, path: string, stream: string): URL {
  if (/^https?:\/\//i.test(path)) return serverUrl(path, stream, 'path');
  const url = serverUrl(base, stream, 'urlBase');
  const safe = path.toWellFormed().replaceAll(UNSAFE, (character) => encodeURIComponent(character));
  const [, before = '', query] = /^([^?]*)(?:\?(.*))?$/.exec(safe) ?? [];
  if (before !== '') url.pathname = `${url.pathname.replace(/\/$/, '')}/${before.replace(/^\//, '')}`;
  if (query !== undefined) addQuery(url, query);
  return url;
}

/** The text of the path stays as it is written: not every API reads `%2C` as a comma. */
function addQuery(url: URL, query: string): void {
  for (const name of new Set(new URLSearchParams(query).keys())) {
    if (url.searchParams.has(name)) url.searchParams.delete(name);
  }
  url.search = [url.search.slice(1), query].filter((part) => part !== '').join('&');
}

function serverUrl(text: string, stream: string, what: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw refused(`Stream ${stream}: ${what} is not the http or https URL of a server.`);
  }
  url.hash = '';
  return url;
}

function refused(message: string): CodedError {
  return new CodedError('CDK_STREAM_DEFINITION', { message });
}
