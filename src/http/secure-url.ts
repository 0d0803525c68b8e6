const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Tells whether secrets may travel to `url`: https anywhere, plain http to this machine only.
 *
 * @example
 * isSecureUrl(new URL('http://127.0.0.1:8080')) // true
 * isSecureUrl(new URL('http://example.com'))    // false
 */
export function isSecureUrl(url: URL): boolean {
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname));
}

/** Text of a foreign message with the query of every URL and every bearer token cut out. */
export function withoutSecrets(text: string): string {
  return text
    .replaceAll(/\b(https?:\/\/[^\s?#"'<>]*)[?#][^\s"'<>]*/gi, '$1?…')
    .replaceAll(/\b(bearer|basic)\s+[\w.~+/=-]+/gi, '$1 …')
    .replaceAll(/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '…');
}
