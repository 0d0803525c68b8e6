import type { Finished } from '../run-program.js';

/** What we read of an entry of `dap listdb`. */
export interface OfficialEntry {
  readonly name: string;
  readonly records: number;
  readonly command: string;
}

/** Names of tables by their namespace, as its commands take them. */
export function byNamespace(names: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const name of names) {
    const [namespace = '', table = ''] = name.split('.');
    found.set(namespace, [...(found.get(namespace) ?? []), table]);
  }
  return found;
}

/** Why a command did not succeed; empty if it did. */
export function refusal({ exitCode, stderr }: Finished): string[] {
  if (exitCode === 0) return [];
  const errors = stderr.split('\n').filter((line) => /error|exception/i.test(line) && !line.startsWith('COMMENT'));
  return [`ended with ${exitCode ?? 'a signal'}`, ...errors.slice(-4)];
}
