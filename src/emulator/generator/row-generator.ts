import type { RowValue } from '../emulator.js';
import type { TableFact } from '../facts/column-fact.js';
import type { Micros } from '../instant.js';
import { MICROS_PER_DAY } from '../instant.js';
import type { ColumnPlan } from './column-plan.js';
import { planColumns } from './column-plan.js';
import { carriedValue } from './evolution.js';
import { hashText, mix, scramble } from './hash.js';
import type { RowContext } from './row-context.js';
import type { World } from './world.js';

/** Patterns of present columns that a table has. */
const PROFILES = 64;
/** Rows at the start were created in the three years before, the last of them 90 days ago. */
const OLDEST: Micros = 3 * 365 * MICROS_PER_DAY;
const YOUNGEST: Micros = 90 * MICROS_PER_DAY;

/** Makes the rows that were written up to an instant, before the columns changed. */
export interface FormerRows {
  readonly until: Micros;
  readonly generator: RowGenerator;
}

/**
 * Makes the rows of one table: each is a pure function of seed, table, row number, version and the columns that the
 * table had when it was written, so that none is ever stored. Values are those of {@link RowGenerator.columns}, by
 * position.
 */
export class RowGenerator {
  readonly columns: readonly ColumnPlan[];
  /** The values of the row made last; overwritten by the next. */
  readonly values: (RowValue | undefined)[];
  readonly #world: World;
  readonly #seed: number;
  readonly #baseRows: number;
  readonly #profiles: Uint8Array;
  readonly #former: FormerRows | undefined;
  /** Places of the columns among the former ones, -1 for a new column. */
  readonly #formerPlaces: readonly number[];
  readonly #row: RowContext = { index: 0, version: 0, at: 0, stable: 0, live: 0, createdAt: 0 };

  constructor(world: World, fact: TableFact, former?: FormerRows) {
    this.columns = planColumns(world, fact);
    this.#former = former;
    const places = former?.generator.columns.map(({ name }) => name) ?? [];
    this.#formerPlaces = this.columns.map(({ name }) => places.indexOf(name));
    this.values = this.columns.map(() => undefined);
    this.#world = world;
    this.#seed = mix(world.seed, hashText(`${fact.namespace}.${fact.table}`));
    this.#baseRows = Math.max(1, world.tables.get(fact.table)?.rows ?? 1);
    this.#profiles = drawProfiles(this.columns, this.#seed);
  }

  /** Makes one row into {@link RowGenerator.values}. */
  fill(index: number, version: number, at: Micros): void {
    if (this.#former !== undefined && at <= this.#former.until) {
      this.#carry(this.#former.generator, index, version, at);
      return;
    }
    this.#enter(index, version, at);
    const { columns, values } = this;
    const row = this.#row;
    const width = columns.length;
    const stableProfile = profileOf(row.stable) * width;
    const liveProfile = profileOf(row.live) * width;
    const random = this.#world.presence === 'random';
    for (let at = 0; at < width; at += 1) {
      const column = columns[at] as ColumnPlan;
      const hash = scramble((column.mutable ? row.live : row.stable) ^ column.salt);
      const present = random
        ? column.likelihood === 1 || scramble(hash + 1) / 0x1_0000_0000 < column.likelihood
        : this.#profiles[(column.mutable ? liveProfile : stableProfile) + at] === 1;
      values[at] = present ? column.make(row, hash) : undefined;
    }
  }

  /** A row that was written before the columns changed keeps its values. */
  #carry(former: RowGenerator, index: number, version: number, at: Micros): void {
    former.fill(index, version, at);
    this.columns.forEach(({ fact }, n) => {
      const place = this.#formerPlaces[n] ?? -1;
      this.values[n] = place < 0 ? fact.default : carriedValue(fact, former.values[place]);
    });
  }

  #enter(index: number, version: number, at: Micros): void {
    const row = this.#row;
    row.index = index;
    row.version = version;
    row.at = at;
    row.stable = mix(this.#seed, index);
    row.live = version === 0 ? row.stable : mix(row.stable, version);
    row.createdAt = this.#createdAt(index, row.stable);
  }

  #createdAt(index: number, hash: number): Micros {
    const { baseAt } = this.#world;
    if (index >= this.#baseRows) return baseAt + (index - this.#baseRows) * 1000 + (hash % 1000);
    const span = OLDEST - YOUNGEST;
    return baseAt - OLDEST + Math.floor((index / this.#baseRows) * span) + (hash % 86_400_000) * 1000 + (hash % 997);
  }
}

/** Some patterns are much more frequent than others. */
function profileOf(hash: number): number {
  const share = (hash & 0xffff) / 0x1_0000;
  return Math.floor(PROFILES * share * share);
}

function drawProfiles(columns: readonly ColumnPlan[], seed: number): Uint8Array {
  const profiles = new Uint8Array(PROFILES * columns.length);
  for (let at = 0; at < profiles.length; at += 1) {
    const column = columns[at % columns.length] as ColumnPlan;
    const share = mix(seed ^ column.salt, Math.floor(at / columns.length)) / 0x1_0000_0000;
    profiles[at] = share < column.likelihood ? 1 : 0;
  }
  return profiles;
}
