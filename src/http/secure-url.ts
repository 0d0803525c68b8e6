const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Tells whether `url` leads to this machine. */
export function isLoopback(url: URL): boolean {
  return LOOPBACK.test(url.hostname);
}

/**
 * Tells whether secrets may travel to `url`: https anywhere, plain http to this machine only.
 *
 * @example
 * isSecureUrl(new URL('http://127.0.0.1:8080')) // true
 * isSecureUrl(new URL('http://example.com'))    // false
 */
export function isSecureUrl(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));
}

/**
 * Text of a foreign message without the queries and credentials of URLs and without tokens. Each pattern
 * consumes everything that it examines, so that a long text is scanned once.
 */
export function withoutSecrets(text: string): string {
  return text
    .replaceAll(/https?:\/\/[^\s"'<>]*/gi, withoutQuery)
    .replaceAll(/\b(bearer|basic)\s+[\w.~+/=-]+/gi, '$1 …')
    .replaceAll(/\beyJ[\w.-]*/g, (token) => (/^[\w-]*\.[\w-]+\./.test(token) ? '…' : token));
}

function withoutQuery(url: string): string {
  const end = url.search(/[?#]/);
  const rest = end < 0 ? url : `${url.slice(0, end)}?…`;
  return rest.replace(/^(https?:\/\/)[^/]*@/i, '$1…@');
}
