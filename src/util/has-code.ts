/**
 * Tells whether something thrown is an error of the system or of Node with one of these codes.
 *
 * @example
 * hasCode(error, 'ENOENT', 'ENOTDIR') // true if a file does not exist
 */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
