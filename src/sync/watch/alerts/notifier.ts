import { CodedError, errorText, isAbort } from '../../../errors.js';
import type { BreachChange } from '../objectives.js';
import type { Alert, AlertTarget } from './alert.js';

/** How alerts are sent. */
export interface NotifierOptions {
  readonly service: string;
  readonly targets: readonly AlertTarget[];
  /** A sentence for the log: an alert that could not be delivered. */
  readonly onWarning: (message: string) => void;
  /** The time of day, RFC 3339 in UTC. */
  readonly now?: (() => string) | undefined;
}

/**
 * Sends alerts to all targets, each on its own: one that fails holds no other up. What a target did not take is sent with
 * the next alert, with what has changed since.
 */
export class Notifier {
  readonly #options: NotifierOptions;
  readonly #queues: readonly TargetQueue[];

  constructor(options: NotifierOptions) {
    this.#options = options;
    this.#queues = options.targets.map((target) => new TargetQueue(target, options.onWarning));
  }

  /** Takes changes, and sends them in the background. */
  notify(changes: readonly BreachChange[]): void {
    const { service, now = () => new Date().toISOString() } = this.#options;
    for (const queue of this.#queues) queue.add({ at: now(), service, changes });
  }

  /** Sends what is left, for at most `graceMs`. */
  async close(graceMs: number): Promise<void> {
    await Promise.all(this.#queues.map((queue) => queue.close(graceMs)));
  }
}

/** The alerts of one target, one after the other. */
class TargetQueue {
  readonly #target: AlertTarget;
  readonly #onWarning: (message: string) => void;
  readonly #closing = new AbortController();
  #pending: Alert | undefined;
  #sending: Promise<void> | undefined;

  constructor(target: AlertTarget, onWarning: (message: string) => void) {
    this.#target = target;
    this.#onWarning = onWarning;
  }

  add(alert: Alert): void {
    const changes = merged([...(this.#pending?.changes ?? []), ...alert.changes]);
    this.#pending = { ...alert, changes };
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = undefined;
    });
  }

  async close(graceMs: number): Promise<void> {
    const timer = setTimeout(() => this.#closing.abort(), graceMs);
    try {
      await this.#sending;
    } finally {
      clearTimeout(timer);
    }
  }

  async #sendAll(): Promise<void> {
    while (this.#pending !== undefined) {
      const alert = this.#pending;
      this.#pending = undefined;
      if (alert.changes.length > 0 && !(await this.#send(alert))) return;
    }
  }

  async #send(alert: Alert): Promise<boolean> {
    try {
      await this.#target.send(alert, this.#closing.signal);
      return true;
    } catch (error) {
      // Not lost: it goes with the next one.
      const later: Alert | undefined = this.#pending;
      this.#pending = { ...(later ?? alert), changes: merged([...alert.changes, ...(later?.changes ?? [])]) };
      this.#onWarning(`An alert was not delivered: ${textOf(error, this.#target.name)}`);
      return false;
    }
  }
}

function textOf(error: unknown, name: string): string {
  if (isAbort(error)) return `${name} took too long.`;
  return error instanceof CodedError ? error.message : `${name}: ${errorText(error)}.`;
}

/** Of several changes of one objective the last counts; one that was broken and met unseen is told as both. */
function merged(changes: readonly BreachChange[]): readonly BreachChange[] {
  const byKey = new Map<string, BreachChange>();
  for (const change of changes) {
    const { kind, table } = change.breach;
    const key = JSON.stringify([change.state, kind, table.schema, table.namespace, table.table]);
    byKey.delete(key);
    byKey.set(key, change);
  }
  return [...byKey.values()];
}
