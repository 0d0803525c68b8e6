import { CodedError } from '../../errors.js';
import { toCodedError } from '../commands/report-failure.js';
import type { CursorRun, SliceCursor, StreamCursor } from '../cursor/stream-cursor.js';
import type { ReadContext } from '../read-context.js';
import type { StreamState } from '../stream-items.js';
import type { Partition, PartitionFailurePolicy, PartitionRouter, PartitionRun } from './partition-router.js';
import { PartitionStates } from './partition-states.js';

const MAX_STATES = 10_000;
/** With so many states, one is made only when it is due. */
const FEW_STATES = 100;

const NO_STATE: SliceCursor = { observe: () => true, state: () => undefined, close: () => undefined };

/** Begins the read of a stream with partitions, each with a state of its own where there is a cursor. */
export async function startPartitionedRun(
  router: PartitionRouter,
  cursor: StreamCursor | undefined,
  context: ReadContext,
  state: StreamState | undefined,
): Promise<CursorRun> {
  const first = await cursor?.start(context, undefined);
  const older = (one: object, other: object) => first?.older?.(one, other) ?? one;
  const states = new PartitionStates(state, { max: Math.max(1, router.maxStates ?? MAX_STATES), older });
  const policy = router.onPartitionFailure ?? 'fail';
  return new PartitionedRun(router.start(context, states.parentState), first, states, policy, context);
}

/** A partition under way. */
interface OpenPartition {
  readonly partition: Partition;
  readonly number: number;
  readonly run: CursorRun | undefined;
  failed: boolean;
}

class PartitionedRun implements CursorRun {
  readonly #partitions: PartitionRun;
  readonly #cursor: CursorRun | undefined;
  readonly #states: PartitionStates;
  readonly #policy: PartitionFailurePolicy;
  readonly #context: ReadContext;
  readonly #slices = new WeakMap<object, { readonly open: OpenPartition; readonly inner: object }>();
  #count = 0;
  #failures = 0;
  #firstFailure: CodedError | undefined;

  constructor(
    partitions: PartitionRun,
    cursor: CursorRun | undefined,
    states: PartitionStates,
    policy: PartitionFailurePolicy,
    context: ReadContext,
  ) {
    this.#partitions = partitions;
    this.#cursor = cursor;
    this.#states = states;
    this.#policy = policy;
    this.#context = context;
  }

  async *slices(): AsyncGenerator<object> {
    for await (const partition of this.#partitions.partitions()) {
      this.#count += 1;
      const run = this.#cursor?.fork?.(this.#states.of(partition.key));
      if (this.#cursor !== undefined && run === undefined) throw withoutFork();
      const open = { partition, number: this.#count, run, failed: false };
      for await (const inner of run?.slices() ?? [{}]) {
        if (open.failed) break;
        const slice = { ...partition.fields, ...inner };
        this.#slices.set(slice, { open, inner });
        yield slice;
      }
    }
  }

  open(slice: object): SliceCursor {
    const known = this.#slices.get(slice);
    if (known?.open.run === undefined) return NO_STATE;
    const { open, inner } = known;
    const cursor = open.run?.open(inner) ?? NO_STATE;
    const close = () => {
      const state = cursor.close();
      return this.#keep(open, typeof state === 'function' ? state() : state);
    };
    return {
      observe: (record) => cursor.observe(record),
      checkpointInterval: cursor.checkpointInterval,
      state: () => {
        const state = this.#keep(open, cursor.state());
        return typeof state === 'function' ? state() : state;
      },
      close,
    };
  }

  isolates(slice: object, error: unknown): boolean {
    const open = this.#slices.get(slice)?.open;
    if (this.#policy === 'fail' || open === undefined) return false;
    if (open.failed) return true;
    open.failed = true;
    this.#failures += 1;
    const failure = toCodedError(error);
    this.#firstFailure ??= failure;
    this.#context.log.warn(`Partition ${open.number} was skipped: ${failure.message}`);
    return true;
  }

  /** Where partitions failed, the state of the parent stays: it would leave them out until they change. */
  finish(): StreamState | undefined {
    if (this.#failures > 0) this.#reportFailures();
    else this.#completeStates();
    if (this.#cursor === undefined) return undefined;
    if (this.#states.forgotten > 0) {
      const rest = `${this.#states.forgotten} partitions have no state, because there are too many`;
      this.#context.log.warn(`${rest}; they are read from their start the next time.`);
    }
    return this.#states.toJson();
  }

  async end(): Promise<void> {
    await this.#partitions.end();
    await this.#cursor?.end?.();
  }

  #completeStates(): void {
    this.#states.parentState = this.#partitions.parentState();
    if (this.#partitions.isWhole) this.#states.forgetUnseen();
  }

  #reportFailures(): void {
    const first = this.#firstFailure;
    const text = `${this.#failures} of ${this.#count} partitions could not be read; the others were`;
    if (this.#policy === 'warn' || first === undefined) {
      this.#context.log.warn(`${text}. The next sync tries them again.`);
      return;
    }
    const message = `${text}. The first: ${first.message}`;
    throw new CodedError(first.code, { message, failureType: first.failureType, cause: first });
  }

  #keep(open: OpenPartition, state: object | undefined): StreamState | (() => StreamState) | undefined {
    if (open.failed || state === undefined) return undefined;
    this.#states.set(open.partition.key, state);
    return this.#states.size > FEW_STATES ? () => this.#states.toJson() : this.#states.toJson();
  }
}

function withoutFork(): CodedError {
  return new CodedError('CDK_STREAM_DEFINITION', {
    message: 'The cursor cannot be used beside partitions: it has no fork.',
  });
}
