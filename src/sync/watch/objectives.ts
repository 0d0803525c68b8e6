import type { SyncTable } from '../contract/events.js';
import { keyOf, type ServiceState, type TableState } from './service-state.js';

/** What is promised for tables. */
export interface Objective {
  /** Longest time since the last successful synchronization, in milliseconds. */
  readonly maxAgeMs?: number | undefined;
  /** Failures in a row that are too many. */
  readonly maxFailures?: number | undefined;
}

/** A promise that is not kept. */
export interface Breach {
  readonly table: SyncTable;
  readonly kind: 'age' | 'failures';
  /** Milliseconds or failures. */
  readonly value: number;
  readonly limit: number;
  /** The last failure of the table, if it ended with one. */
  readonly reason?: string | undefined;
  readonly code?: string | undefined;
  readonly advice?: string | undefined;
}

/** A breach that began, or is over. */
export interface BreachChange {
  readonly state: 'broken' | 'met';
  readonly breach: Breach;
}

/** Which objective a table has. */
export type ObjectiveOf = (table: SyncTable) => Objective;

/**
 * Finds the promises that are not kept at `nowMs`. A table whose data are old because nothing changed keeps its promise:
 * what counts is when it was last synchronized, or, before it ever was, since when this service has known it.
 *
 * @param knownSince - milliseconds since the epoch by {@link keyOf}
 */
function findBreaches(
  { tables }: ServiceState,
  objectiveOf: ObjectiveOf,
  knownSince: ReadonlyMap<string, number>,
  nowMs: number,
): readonly Breach[] {
  return [...tables.values()].flatMap((state) => {
    const since = state.succeededAt === undefined ? knownSince.get(keyOf(state.table)) : Date.parse(state.succeededAt);
    const objective = objectiveOf(state.table);
    return [
      ...breachOf(state, 'age', since === undefined ? 0 : nowMs - since, objective.maxAgeMs),
      ...breachOf(state, 'failures', state.failures, objective.maxFailures),
    ];
  });
}

function breachOf({ table, last }: TableState, kind: Breach['kind'], value: number, limit?: number): Breach[] {
  const isBroken = limit !== undefined && (kind === 'age' ? value > limit : value >= limit);
  if (!isBroken) return [];
  const failure = last?.status === 'failed' ? { reason: last.reason, code: last.code, advice: last.advice } : {};
  return [{ table, kind, value, limit, ...failure }];
}

/** Notices when promises are broken, and when they are kept again. */
export class ObjectiveKeeper {
  readonly #objectiveOf: ObjectiveOf;
  readonly #knownSince = new Map<string, number>();
  #broken = new Map<string, Breach>();

  constructor(objectiveOf: ObjectiveOf) {
    this.#objectiveOf = objectiveOf;
  }

  /** What is broken now. */
  get breaches(): readonly Breach[] {
    return [...this.#broken.values()];
  }

  /**
   * Looks at the state. Each change is told once.
   *
   * @param kinds - promises that are looked at; the others stay as they were.
   */
  look(
    state: ServiceState,
    nowMs: number,
    kinds: readonly Breach['kind'][] = ['age', 'failures'],
  ): readonly BreachChange[] {
    for (const key of state.tables.keys()) if (!this.#knownSince.has(key)) this.#knownSince.set(key, nowMs);
    for (const key of this.#knownSince.keys()) if (!state.tables.has(key)) this.#knownSince.delete(key);
    const looked = findBreaches(state, this.#objectiveOf, this.#knownSince, nowMs);
    const found = [
      ...looked.filter(({ kind }) => kinds.includes(kind)),
      ...this.breaches.filter(({ kind }) => !kinds.includes(kind)),
    ];
    const broken = new Map(found.map((breach) => [`${breach.kind} ${keyOf(breach.table)}`, breach]));
    const changes: BreachChange[] = [];
    for (const [key, breach] of broken) if (!this.#broken.has(key)) changes.push({ state: 'broken', breach });
    for (const [key, breach] of this.#broken) if (!broken.has(key)) changes.push({ state: 'met', breach });
    this.#broken = broken;
    return changes;
  }
}
