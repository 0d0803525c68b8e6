import { isJsonObject, type JsonObject, stringifyJson, valueAt } from '../../util/json.js';
import type { CursorField } from '../field-names.js';
import { SharedReads } from '../read/shared-reads.js';
import type { ReadContext } from '../read-context.js';
import type { Stream } from '../stream.js';
import { neededFields, ParentRecords, registerFields } from './parent-records.js';
import type { Partition, PartitionFailurePolicy, PartitionRouter, PartitionRun } from './partition-router.js';
import { partitionId } from './partition-states.js';

/** Fields of a parent by the names that they have in a slice. */
export type ParentFields<P extends object> = Readonly<Record<string, CursorField<P>>>;

/** Settings of a {@link Substream}. Fields of the parent are given by name, or by the path of one inside an object. */
export interface SubstreamOptions<P extends object, Key extends ParentFields<P>, Extra extends ParentFields<P>> {
  /** What tells the partitions apart, by its name in the slice. Stands in the state: say the key of the parent. */
  readonly partition: Key;
  /** What else the slice is to hold. */
  readonly extra?: Extra | undefined;
  /** Whether the parent is read incrementally: then only what belongs to changed parents is read. */
  readonly incrementalDependency?: boolean | undefined;
  readonly onPartitionFailure?: PartitionFailurePolicy | undefined;
  readonly maxStates?: number | undefined;
}

type ValueAt<P, Path> = Path extends keyof P
  ? P[Path]
  : Path extends readonly [infer First, ...infer Rest]
    ? First extends keyof NonNullable<P>
      ? Rest extends readonly []
        ? NonNullable<P>[First]
        : ValueAt<NonNullable<P>[First], Rest>
      : unknown
    : unknown;

/** What a slice holds of the parent. */
export type SubstreamFields<P extends object, Fields extends ParentFields<P>> = {
  readonly [Name in keyof Fields]: ValueAt<P, Fields[Name]>;
};

/**
 * Divides a stream into partitions: one for each record of another stream, the parent.
 *
 * Several streams with the same parent object read it once a sync: what they need of its records waits in a temporary
 * file. The parent's own output is another read.
 *
 * @example
 * override readonly partitions = new Substream(this.teams, { partition: { teamId: 'id' } });
 * override path({ slice }: HttpContext) { return `teams/${slice['teamId']}/members`; }
 */
export class Substream<
  P extends object,
  const Key extends ParentFields<P>,
  const Extra extends ParentFields<P> = Record<never, never>,
> implements PartitionRouter<SubstreamFields<P, Key & Extra>>
{
  readonly onPartitionFailure: PartitionFailurePolicy | undefined;
  readonly maxStates: number | undefined;
  readonly #parent: Stream<P, object, object, object>;
  readonly #options: SubstreamOptions<P, Key, Extra>;

  constructor(parent: Stream<P, object, object, object>, options: SubstreamOptions<P, Key, Extra>) {
    this.#parent = parent;
    this.#options = options;
    this.onPartitionFailure = options.onPartitionFailure;
    this.maxStates = options.maxStates;
    const paths: Iterable<unknown> = [...Object.values(options.partition), ...Object.values(options.extra ?? {})];
    registerFields(
      parent,
      [...paths].map((path) => toNames(path)[0] ?? ''),
    );
  }

  start(
    context: ReadContext<object>,
    parentState: JsonObject | undefined,
  ): PartitionRun<SubstreamFields<P, Key & Extra>> {
    const isIncremental = this.#options.incrementalDependency === true && context.syncMode === 'incremental';
    const of = isIncremental ? parentState?.[this.#parent.name] : undefined;
    return new SubstreamRun(this.#parent, this.#options, context, isIncremental, isJsonObject(of) ? of : undefined);
  }
}

class SubstreamRun<Fields extends object> implements PartitionRun<Fields> {
  readonly isWhole: boolean;
  readonly #parent: Stream<object, object, object, object>;
  readonly #options: { readonly partition: object; readonly extra?: object | undefined };
  readonly #context: ReadContext<object>;
  readonly #records: ParentRecords;
  /** Only where no command shares it. */
  readonly #own: SharedReads | undefined;

  constructor(
    parent: Stream<object, object, object, object>,
    options: { readonly partition: object; readonly extra?: object | undefined },
    context: ReadContext<object>,
    isIncremental: boolean,
    state: object | undefined,
  ) {
    this.#parent = parent;
    this.#options = options;
    this.#context = context;
    this.isWhole = !isIncremental;
    this.#own = context.shared === undefined ? new SharedReads() : undefined;
    const fields = neededFields(parent);
    const key = stringifyJson([isIncremental, state ?? null, [...fields].sort()]);
    const shared = context.shared ?? this.#own ?? new SharedReads();
    const syncMode = isIncremental ? 'incremental' : 'full_refresh';
    const make = () => new ParentRecords(parent, fields, { ...context, shared, syncMode, state: state as JsonObject });
    this.#records = shared.of(parent, key, make);
  }

  async *partitions(): AsyncGenerator<Partition<Fields>> {
    const seen = new Set<string>();
    let without = 0;
    for await (const record of this.#records.read(this.#context.signal)) {
      const key = pick(record, this.#options.partition);
      if (Object.values(key).some((value) => value === null)) {
        without += 1;
        continue;
      }
      const id = partitionId(key);
      if (seen.has(id)) continue;
      seen.add(id);
      const extra = pick(record, this.#options.extra ?? {});
      yield { key, fields: { ...extra, ...key } as unknown as Fields };
    }
    if (without > 0) {
      const fields = Object.keys(this.#options.partition).join(', ');
      const what = `${without} records of the parent ${this.#parent.name} have no value for ${fields}`;
      this.#context.log.warn(`${what}: nothing was read for them.`);
    }
  }

  parentState(): JsonObject | undefined {
    const state = this.isWhole ? undefined : this.#records.state;
    return state === undefined ? undefined : { [this.#parent.name]: state };
  }

  async end(): Promise<void> {
    await this.#own?.close();
  }
}

function pick(record: JsonObject, paths: object): JsonObject {
  const picked: JsonObject = {};
  for (const [name, path] of Object.entries(paths)) {
    picked[name] = (valueAt(record, toNames(path)) ?? null) as JsonObject;
  }
  return picked;
}

function toNames(path: unknown): readonly string[] {
  return typeof path === 'string' ? [path] : (path as readonly string[]);
}
