import { constants } from 'node:os';

/** Signals by which platforms, terminals and people stop a program. */
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** How a program ends after a stop signal. */
export interface StopOptions {
  /** `signal`: by that very signal, since parents tell "stopped as asked" from "failed" by it. Else an exit code. */
  readonly endBy: 'signal' | number;
  /** After this long the program ends even if it has not tidied up. */
  readonly graceMs: number;
}

/** Turns a stop signal into an abort, lets the program write its last lines or tidy up, then ends it. */
export class StopSignals {
  readonly #options: StopOptions;
  readonly #controller = new AbortController();
  #finish: () => Promise<void> = async () => {};
  #received = false;
  #isDismissed = false;
  #grace: NodeJS.Timeout | undefined;

  constructor(options: StopOptions) {
    this.#options = options;
    for (const name of SIGNALS) process.on(name, this.#onSignal);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** True once a signal came; the program then ends by it, whatever else happens. */
  get received(): boolean {
    return this.#received;
  }

  /** Stops the command as a signal would, but leaves the end of the program to the caller. */
  abort(): void {
    this.#controller.abort();
  }

  /** Sets what is waited for before the program ends. Without it, a signal ends the program at once. */
  onStop(finish: () => Promise<void>): void {
    this.#finish = finish;
  }

  /** Listens no more, and does not end the program if a signal came: for commands whose usual end is a stop. */
  dismiss(): void {
    this.#isDismissed = true;
    clearTimeout(this.#grace);
    for (const name of SIGNALS) process.off(name, this.#onSignal);
  }

  readonly #onSignal = (name: NodeJS.Signals): void => {
    if (this.#received) return;
    this.#received = true;
    const end = () => this.#end(name);
    this.#grace = setTimeout(end, this.#options.graceMs);
    this.#controller.abort();
    // If tidying up fails, there is nobody left to tell: the end is the same.
    this.#finish().then(end, end);
  };

  #end(name: NodeJS.Signals): void {
    if (this.#isDismissed) return;
    const { endBy } = this.#options;
    if (endBy !== 'signal') process.exit(endBy);
    process.removeAllListeners(name);
    process.kill(process.pid, name);
    // As process 1 of a container no signal ends the program by itself: the code that shells give for it does.
    process.exit(128 + constants.signals[name]);
  }
}
