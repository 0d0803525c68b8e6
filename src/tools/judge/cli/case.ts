import type { FaultSpec } from '../../../emulator/index.js';

/** A query that is asked for beforehand: the official client waits five seconds for a job that is not complete. */
export interface Warm {
  /** `namespace.table` */
  readonly table: string;
  /** Body of the query, with the placeholders of {@link CliCase.args}. */
  readonly query: Readonly<Record<string, string>>;
}

/** What is compared; all of it unless said otherwise. */
export type Aspect = 'exit' | 'stdout' | 'file';

/** A command line that both clients run, and the server that they meet. */
export interface CliCase {
  readonly name: string;
  /** May hold the placeholders of judged-server.ts, and `{out}` for a folder of the run. */
  readonly args: readonly string[];
  /** Changes of the environment, which has the three variables that the emulator prints; undefined removes one. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** `members`: each gzip file has three members. */
  readonly server?: 'usual' | 'members';
  /** Armed again before each of the two runs. */
  readonly faults?: readonly FaultSpec[];
  readonly warm?: readonly Warm[];
  readonly compares?: readonly Aspect[];
}

/** Global option of scripts: no decorated output. */
export const SCRIPT = ['--non-interactive'] as const;

/** Where a command reads from. */
export const CANVAS = ['--namespace', 'canvas'] as const;

/** Where a command writes to. */
export const INTO = ['--output-directory', '{out}'] as const;
