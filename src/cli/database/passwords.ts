/** Scheme and user, then the password up to the last `@` before path, query and fragment. */
const USER_PART = /^[a-z][a-z\d+.-]*:\/\/[^:/?#@]*:(.*)@/is;
const QUERY_PASSWORD = /[?&](?:password|sslpassword)=([^&#]*)/gi;

/**
 * Everything in a connection string that may be a password, as it is written and decoded. Broken strings count too:
 * what cannot be parsed must not be shown either.
 *
 * @example
 * passwordsOf('postgresql://me:a%2Fb@host/db') // ['a%2Fb', 'a/b']
 */
export function passwordsOf(connectionString: string): readonly string[] {
  const written = [
    USER_PART.exec(connectionString)?.[1] ?? '',
    ...[...connectionString.matchAll(QUERY_PASSWORD)].map(([, password = '']) => password),
  ].filter((password) => password !== '');
  return [...new Set(written.flatMap((password) => [password, decoded(password)]))];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A percent sign that begins no escape: there is no other form.
    return text;
  }
}
