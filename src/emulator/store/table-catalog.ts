import { CodedError } from '../../errors.js';
import type { CommitReport, CommitSpec, SchemaChange, TableCommit } from '../emulator.js';
import type { TableFact } from '../facts/column-fact.js';
import { listTables, NAMESPACES, tableFact } from '../facts/index.js';
import { hashText, mix } from '../generator/hash.js';
import { baseRowCount } from '../generator/row-counts.js';
import { RowGenerator } from '../generator/row-generator.js';
import type { World, WorldTable } from '../generator/world.js';
import { worldTable } from '../generator/world.js';
import type { Micros } from '../instant.js';
import { formatInstant, MICROS_PER_DAY, MICROS_PER_S } from '../instant.js';
import type { EmulatorOptions } from '../options.js';
import { changedFact } from './schema-change.js';
import { TableStore } from './table-store.js';

/** Commits that the rows at the start are spread over, and the days these took. */
const COMMITS = 16;
const LOG_DAYS = 28;
const TABLE_DAYS = 60;
/** Log tables are kept for so long. */
const WINDOW_DAYS = 30;

/** All tables of all namespaces. */
export class TableCatalog {
  readonly #namespaces = new Map<string, Map<string, TableStore>>();
  /** Tables that are not offered for now. */
  readonly #withheld = new Map<string, Map<string, TableStore>>();
  readonly #worlds = new Map<string, World>();
  readonly #generators = new WeakMap<TableFact, RowGenerator>();
  #newestAt: Micros;

  /** @param baseAt instant of the newest commit at the start. */
  constructor(options: EmulatorOptions, baseAt: Micros) {
    this.#newestAt = baseAt;
    for (const namespace of options.namespaces ?? NAMESPACES) this.#addNamespace(namespace, options, baseAt);
    for (const name of Object.keys(options.tables ?? {})) {
      const [namespace = '', table = ''] = name.split('.');
      this.get(namespace, table);
    }
  }

  #addNamespace(namespace: string, options: EmulatorOptions, baseAt: Micros): void {
    const facts = listTables(namespace, options.release).flatMap(
      (table) => tableFact(namespace, table, options.release) ?? [],
    );
    if (facts.length === 0) {
      throw new CodedError('EMULATOR_OPTION', {
        message: `The emulator has no namespace ${namespace}; it has ${NAMESPACES.join(', ')}.`,
      });
    }
    const seed = options.seed ?? 1;
    const tables = worldTables(namespace, options);
    const { presence = 'profiles', nulCharacters = true } = options;
    this.#worlds.set(namespace, { seed, namespace, baseAt, presence, nulCharacters, tables });
    const stores = facts.map((fact) => {
      const own = mix(seed, hashText(`${namespace}.${fact.table}`));
      const logs = namespace === 'canvas_logs';
      const history = drawHistory(baseAt, logs ? LOG_DAYS : TABLE_DAYS, own);
      const start = { fact, baseRows: rowsAtStart(fact, options), history, seed: own };
      return [fact.table, new TableStore(logs ? { ...start, windowDays: WINDOW_DAYS } : start)] as const;
    });
    this.#namespaces.set(namespace, new Map(stores));
  }

  /** Names of the tables of a namespace; undefined when it does not exist. */
  list(namespace: string): readonly string[] | undefined {
    const tables = this.#namespaces.get(namespace);
    return tables === undefined ? undefined : [...tables.keys()];
  }

  namespaces(): readonly string[] {
    return [...this.#namespaces.keys()];
  }

  find(namespace: string, table: string): TableStore | undefined {
    return this.#namespaces.get(namespace)?.get(table);
  }

  /** @throws CodedError `EMULATOR_OPTION` when the table does not exist. */
  get(namespace: string, table: string): TableStore {
    const store = this.find(namespace, table);
    if (store !== undefined) return store;
    throw new CodedError('EMULATOR_OPTION', { message: `The emulator has no table ${namespace}.${table}.` });
  }

  /** What the rows of a namespace know of each other. */
  world(namespace: string): World {
    const world = this.#worlds.get(namespace);
    if (world !== undefined) return world;
    throw new CodedError('EMULATOR_OPTION', { message: `The emulator has no namespace ${namespace}.` });
  }

  /** Makes the rows of a table with just these columns. */
  generator(fact: TableFact): RowGenerator {
    const known = this.#generators.get(fact);
    if (known !== undefined) return known;
    const { former } = fact;
    const before = former && { until: former.until, generator: this.generator(former.fact) };
    const generator = new RowGenerator(this.world(fact.namespace), fact, before);
    this.#generators.set(fact, generator);
    return generator;
  }

  /** Commits to one table, to those of a namespace, or to all, at an instant after every earlier commit. */
  commit(spec: CommitSpec, now: Micros): CommitReport {
    this.#changeSchemas(spec, now);
    const at = this.#nextInstant(now);
    const tables: TableCommit[] = [];
    const everywhere = spec.namespace === undefined && spec.table === undefined;
    for (const namespace of everywhere ? this.namespaces() : [spec.namespace ?? 'canvas']) {
      const names = spec.table === undefined ? (this.list(namespace) ?? []) : [spec.table];
      for (const table of names) tables.push(this.get(namespace, table).commit(spec, at));
    }
    return { at: formatInstant(at), tables };
  }

  #changeSchemas({ namespace = 'canvas', table, schema = [] }: CommitSpec, now: Micros): void {
    if (schema.length === 0) return;
    if (table === undefined) {
      throw new CodedError('EMULATOR_OPTION', { message: 'A commit that changes columns needs a table.' });
    }
    for (const change of schema) this.changeSchema(namespace, table, change, now);
  }

  reload(namespace: string, table: string, now: Micros): CommitReport {
    const store = this.get(namespace, table);
    const at = this.#nextInstant(now);
    store.reload(at);
    return { at: formatInstant(at), tables: [{ namespace, table, updates: 0, deletes: 0, inserts: 0, ghosts: 0 }] };
  }

  /** Offers only these tables; those that an earlier call has taken away come back. */
  keepOnly(namespace: string, names: readonly string[]): void {
    const withheld = this.#withheld.get(namespace) ?? new Map<string, TableStore>();
    const all = new Map([...(this.#namespaces.get(namespace) ?? []), ...withheld]);
    for (const name of names) if (!all.has(name)) this.get(namespace, name);
    const isKept = ([name]: readonly [string, TableStore]): boolean => names.includes(name);
    this.#namespaces.set(namespace, new Map([...all].filter(isKept)));
    this.#withheld.set(namespace, new Map([...all].filter((entry) => !isKept(entry))));
  }

  drop(namespace: string, table: string): void {
    this.get(namespace, table);
    this.#namespaces.get(namespace)?.delete(table);
  }

  /** Changes the columns of a table; returns its new schema version. */
  changeSchema(namespace: string, table: string, change: SchemaChange, now: Micros): number {
    const store = this.get(namespace, table);
    const { fact } = store.view(now);
    const at = this.#nextInstant(now);
    return store.setFact(changedFact(fact, change, at), at);
  }

  setRetention(namespace: string, table: string, days: number | undefined): void {
    if (days !== undefined && !(days > 0)) {
      throw new CodedError('EMULATOR_OPTION', { message: 'The days to keep must be a number above 0.' });
    }
    this.get(namespace, table).setRetention(days);
  }

  #nextInstant(now: Micros): Micros {
    this.#newestAt = Math.max(now, this.#newestAt + 1);
    return this.#newestAt;
  }
}

/** What rows of a namespace may refer to: its own tables, and those of canvas that it does not have itself. */
function worldTables(namespace: string, options: EmulatorOptions): ReadonlyMap<string, WorldTable> {
  const tables = new Map<string, WorldTable>();
  for (const owner of new Set(['canvas', namespace])) {
    for (const name of listTables(owner, options.release)) {
      const fact = tableFact(owner, name, options.release);
      if (fact === undefined) continue;
      const table = worldTable(fact, rowsAtStart(fact, options));
      tables.set(name, table);
      // Also by its full name, if the namespace has a table of the same name.
      if (owner !== namespace) tables.set(`${owner}.${name}`, table);
    }
  }
  return tables;
}

function rowsAtStart(fact: TableFact, options: EmulatorOptions): number {
  const { namespace, table } = fact;
  return options.tables?.[`${namespace}.${table}`] ?? baseRowCount(namespace, table, options.scale ?? 'small');
}

/** Instants of earlier commits, oldest first; the newest lies up to a day and a half before `baseAt`. */
function drawHistory(baseAt: Micros, days: number, seed: number): readonly Micros[] {
  const newest = baseAt - (mix(seed, 0) % 129_600) * MICROS_PER_S - (mix(seed, 1) % 999_999);
  const step = (days * MICROS_PER_DAY) / COMMITS;
  return Array.from({ length: COMMITS }, (_, at) => {
    const back = COMMITS - 1 - at;
    return back === 0 ? newest : newest - Math.floor(back * step) - (mix(seed, back + 1) % 3_599_000_000);
  });
}
