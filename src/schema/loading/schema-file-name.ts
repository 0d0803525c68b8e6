/** End of the name of a file with local edits: those of `users.json` are in `users.local.json`. */
export const LOCAL_EDITS = '.local.json';

/**
 * Whether a file of this name holds a schema, by the end of its path. Local edits are none of their own, nor are files
 * whose names begin with a dot, which are notes of a tool, the system or an editor.
 *
 * @example
 * isSchemaFileName('canvas/users.json')       // true
 * isSchemaFileName('canvas/users.local.json') // false
 */
export function isSchemaFileName(path: string): boolean {
  const name = path.split(/[\\/]/).at(-1) ?? '';
  return name.endsWith('.json') && !name.endsWith(LOCAL_EDITS) && !name.startsWith('.');
}
