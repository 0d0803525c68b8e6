import { constants } from 'node:os';

/** Signals by which platforms and people stop a program. */
const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** After this long the process ends even if its last lines could not be written. */
const GRACE_MS = 4_000;

/**
 * Turns a stop signal into an abort, lets the program write its last lines, then ends it by that very
 * signal: parents tell "stopped as asked" from "failed" by it.
 */
export class StopSignals {
  readonly #controller = new AbortController();
  #finish: () => Promise<void> = async () => {};
  #received = false;

  constructor() {
    for (const name of SIGNALS) process.on(name, this.#onSignal);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** True once a signal came; the process then ends by it, whatever else happens. */
  get received(): boolean {
    return this.#received;
  }

  /** Stops the command as a signal would, but leaves the end of the process to the caller. */
  abort(): void {
    this.#controller.abort();
  }

  /** Says how to write what is still to be written. */
  onStop(finish: () => Promise<void>): void {
    this.#finish = finish;
  }

  readonly #onSignal = (name: NodeJS.Signals): void => {
    if (this.#received) return;
    this.#received = true;
    const die = () => {
      process.removeAllListeners(name);
      process.kill(process.pid, name);
      // As process 1 of a container no signal ends the program by itself: the code that shells give for it does.
      process.exit(128 + constants.signals[name]);
    };
    setTimeout(die, GRACE_MS);
    this.#controller.abort();
    // A closed output has no one left to tell: both ways lead to the same end.
    this.#finish().then(die, die);
  };
}
