import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A temporary folder and other resources that are removed when the program ends, however it ends. */
export class Workspace {
  /** Absolute path of the folder. */
  readonly folder: string;
  readonly #undoings = new Set<() => void>();
  readonly #onSignal = (signal: NodeJS.Signals): void => {
    this.close();
    process.kill(process.pid, signal);
  };
  readonly #onExit = (): void => this.close();

  constructor(prefix: string) {
    this.folder = mkdtempSync(join(tmpdir(), prefix));
    for (const signal of SIGNALS) process.once(signal, this.#onSignal);
    process.once('exit', this.#onExit);
  }

  /** A path inside the folder. */
  path(name: string): string {
    return join(this.folder, name);
  }

  /** Has `undo` called at the end, unless the returned function takes it back. It must be synchronous. */
  atEnd(undo: () => void): () => void {
    this.#undoings.add(undo);
    return () => {
      this.#undoings.delete(undo);
    };
  }

  /** Undoes everything, newest first, and removes the folder. */
  close(): void {
    for (const signal of SIGNALS) process.removeListener(signal, this.#onSignal);
    process.removeListener('exit', this.#onExit);
    for (const undo of [...this.#undoings].reverse()) undo();
    this.#undoings.clear();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
