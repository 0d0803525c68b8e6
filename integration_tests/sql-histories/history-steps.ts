import type { FaultName, SchemaChange } from '../../src/emulator/index.js';
import type { Random } from './random.js';

/** One thing that happens in a history. */
export type Step =
  | {
      readonly kind: 'commit';
      readonly updates: number;
      readonly deletes: number;
      readonly inserts: number;
      readonly ghosts: number;
    }
  | { readonly kind: 'evolve'; readonly change: SchemaChange; readonly updates: number }
  | { readonly kind: 'reload' | 'expire' | 'drop' | 'rivals' | 'verify' | 'sync' }
  | { readonly kind: 'fault'; readonly name: FaultName; readonly times: number }
  | { readonly kind: 'cut'; readonly at: number; readonly place: 'before' | 'after'; readonly all: boolean }
  | { readonly kind: 'abort'; readonly afterMs: number };

const FAULTS: readonly FaultName[] = [
  'jobFailed',
  'jobLost',
  'objectCorrupt',
  'objectCut',
  'objectShortAtRest',
  'objectChanged',
  'object500',
  'urlExpired',
  'api500',
  'apiDrop',
  'staleJob',
  'emptyFile',
];

const KINDS: readonly (readonly [weight: number, kind: Step['kind']])[] = [
  [20, 'commit'],
  [14, 'evolve'],
  [3, 'reload'],
  [4, 'expire'],
  [12, 'fault'],
  [22, 'sync'],
  [12, 'cut'],
  [5, 'abort'],
  [4, 'rivals'],
  [2, 'verify'],
  [2, 'drop'],
];

/** Columns that the steps change; each history keeps its own account of them. */
export class Columns {
  readonly #random: Random;
  readonly #added: string[] = [];
  readonly #widening = new Map<string, readonly string[]>([
    ['peer_review_count', ['int64', 'varchar(40)', 'text']],
    ['grader_count', ['varchar(30)', 'varchar(60)']],
    ['title', ['text']],
  ]);
  readonly #droppable = ['integration_id', 'migration_id', 'allowed_extensions', 'important_dates', 'sis_source_id'];
  #made = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** A change of each of the kinds that the service makes. */
  next(): SchemaChange {
    const random = this.#random;
    this.#made += 1;
    switch (random.below(6)) {
      case 0:
        return {
          addColumn: {
            name: this.#name(),
            type: random.pick(['int64', 'varchar(40)', 'timestamp', 'uuid', 'date', 'float64']),
          },
        };
      case 1: {
        const [type, value] = random.pick([
          ['boolean', true],
          ['int32', 12],
          ['text', `it's \\ "so"`],
        ] as const);
        return { addColumn: { name: this.#name(), type, required: true, default: value } };
      }
      case 2:
        return { addColumn: { name: this.#name(), type: 'enum', values: ['good', 'Good', 'go-od', 'go od'] } };
      case 3:
        return {
          addEnumValue: {
            column: random.pick(['workflow_state', 'submission_types']),
            value: `new value ${this.#made}`,
          },
        };
      case 4:
        return this.#dropped();
      default:
        return this.#widened();
    }
  }

  #name(): string {
    const name = `added_${this.#made}`;
    this.#added.push(name);
    return name;
  }

  #dropped(): SchemaChange {
    const list = this.#added.length > 0 && this.#random.below(2) === 0 ? this.#added : this.#droppable;
    const [name] = list.splice(this.#random.below(list.length), 1);
    return name === undefined ? this.next() : { dropColumn: name };
  }

  #widened(): SchemaChange {
    const column = this.#random.pick([...this.#widening.keys()]);
    const [type, ...rest] = this.#widening.get(column) ?? [];
    if (type === undefined) return this.next();
    this.#widening.set(column, rest);
    return { widenColumn: { column, type } };
  }
}

/** The next step of a history. */
export function nextStep(random: Random, columns: Columns): Step {
  const kind = random.weighted(KINDS);
  switch (kind) {
    case 'commit': {
      const few = (most: number) => random.below(most);
      return { kind, updates: few(12), deletes: few(4), inserts: few(6), ghosts: few(3) };
    }
    case 'evolve':
      return { kind, change: columns.next(), updates: random.below(10) };
    case 'fault':
      return { kind, name: random.pick(FAULTS), times: 1 + random.below(3) };
    case 'cut':
      return { kind, at: 1 + random.below(40), place: random.pick(['before', 'after']), all: random.below(2) === 0 };
    case 'abort':
      return { kind, afterMs: random.below(60) };
    default:
      return { kind };
  }
}
