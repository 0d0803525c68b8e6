import { CodedError } from '../../errors.js';
import { descriptorText } from '../../protocol/descriptor.js';
import type { JsonSchema } from '../../schema/json-schema.js';
import type { RecordChange } from '../../schema/transform/null-misfits.js';
import type { Transformation } from '../../schema/type-transformer.js';
import { isJsonObject, valueAt } from '../../util/json.js';
import { compileCast } from '../compile-cast.js';
import type { StreamWriter } from '../output/stream-writer.js';
import { type AnyStream, type DerivesState, derivesState } from '../stream.js';
import type { EncodedRecords, StreamState } from '../stream-items.js';
import { type ColumnSelection, selectColumns } from './column-selection.js';
import type { PlannedStream } from './plan.js';
import { createProjection, type Projection } from './projection.js';
import type { StreamWarnings } from './stream-warnings.js';

/** What a {@link RecordPipeline} needs of its stream. */
export interface PipelineParts {
  readonly planned: PlannedStream;
  readonly stream: AnyStream;
  readonly schema: JsonSchema;
  readonly writer: StreamWriter;
  readonly warnings: StreamWarnings;
}

/** Sees each record after its cast; false leaves it out. */
export interface RecordObserver {
  observe(record: object): boolean;
}

/** What happens to a record: cast, state update, selection of columns, output. */
export class RecordPipeline {
  readonly #planned: PlannedStream;
  readonly #stream: AnyStream;
  readonly #writer: StreamWriter;
  readonly #warnings: StreamWarnings;
  readonly #cast: Transformation | undefined;
  readonly #selection: ColumnSelection;
  readonly #project: Projection;
  readonly #refusals = new Map<'position' | 'encoded', string>();
  #state: StreamState | undefined;
  #running = false;

  private constructor(parts: PipelineParts, cast: Transformation | undefined) {
    const { planned, stream, schema, warnings } = parts;
    this.#planned = planned;
    this.#stream = stream;
    this.#writer = parts.writer;
    this.#warnings = warnings;
    this.#cast = cast;
    this.#selection = selectColumns(planned, schema);
    this.#project = createProjection(this.#selection, warnings.addUndeclared);
    warnings.setSelection(this.#selection);
    // Any other stream yields its own states; the initial one must not follow them.
    if (derivesState(stream)) this.#state = planned.state;
  }

  /** Prepares for the records of a stream. */
  static async create(parts: PipelineParts): Promise<RecordPipeline> {
    const { planned, stream, schema, warnings } = parts;
    const { cursorField, chosenKey } = planned;
    const cast = await compileCast(stream, { schema, cursorField, chosenKey, onMisfit: warnings.addMisfit });
    return new RecordPipeline(parts, cast);
  }

  /** The columns that are wanted; undefined where all are. */
  get columns(): ReadonlySet<string> | undefined {
    return this.#selection.columns;
  }

  /** The state after the last record, for streams that derive it from their records. */
  get derivedState(): StreamState | undefined {
    return this.#state;
  }

  /**
   * Writes records; synchronous, so that a stop never falls between a record and its state.
   *
   * @throws CodedError `CDK_STREAM_DEFINITION` when one is not an object: JavaScript streams may yield anything.
   */
  accept(all: readonly object[], observer?: RecordObserver): void {
    if (all.length === 0) return;
    if (!all.every(isJsonObject)) throw this.#badDefinition('yields something that is not a record');
    const cast = this.#castAll(all);
    const { records, changes } =
      observer === undefined ? { records: all, changes: cast } : observed(all, cast, observer);
    if (records.length === 0) return;
    this.#markRunning();
    if (derivesState(this.#stream)) this.#deriveState(this.#stream, records);
    this.#writer.records(records.map(this.#project), changes);
  }

  /** What was nulled, by the index of the record. */
  #castAll(records: readonly object[]): Changes | undefined {
    const cast = this.#cast;
    if (cast === undefined) return undefined;
    const all: Changes = new Map();
    for (let index = 0; index < records.length; index += 1) {
      const changes = cast(records[index]);
      if (changes !== undefined) all.set(index, changes.filter(this.#isWritten));
    }
    return all.size === 0 ? undefined : all;
  }

  readonly #isWritten = ({ field }: RecordChange): boolean => {
    const { columns } = this.#selection;
    return columns === undefined || [...columns].some((name) => field === name || field.startsWith(`${name}.`));
  };

  /**
   * Writes records that are already encoded.
   *
   * @throws CodedError `CDK_ENCODED_RECORDS_REFUSED` if each record would have to be processed.
   */
  acceptEncoded(encoded: EncodedRecords): void {
    this.#refuseEncoded();
    if (encoded.bytes.length === 0) return;
    this.#markRunning();
    this.#writer.encodedRecords(encoded.bytes);
  }

  /**
   * A stream yields its states, or they are derived from the records: with both, one would overwrite the other.
   *
   * @throws CodedError `CDK_STREAM_DEFINITION`
   */
  refusePosition(): void {
    const why = derivesState(this.#stream) ? 'it has getUpdatedState' : this.#refusals.get('position');
    if (why !== undefined) throw this.#badDefinition(`yields a state or a position although ${why}`);
  }

  /** Says why the stream may not yield positions, or records that are encoded. */
  refuse(what: 'position' | 'encoded', why: string): void {
    this.#refusals.set(what, why);
  }

  /** A record without its cursor does not show the position of the stream; its state would be empty. */
  #deriveState(stream: DerivesState<object>, records: readonly object[]): void {
    const cursor = this.#planned.cursorField;
    for (const record of records) {
      if (cursor !== undefined && !hasValueAt(record, cursor)) this.#warnings.addWithoutCursor();
      else this.#state = stream.getUpdatedState(this.#state, record);
    }
  }

  #refuseEncoded(): void {
    const custom = this.#stream.transformer.hasCustomTransform;
    const derives = derivesState(this.#stream);
    const refusal = this.#refusals.get('encoded');
    if (!custom && !derives && refusal === undefined) return;
    const why = refusal ?? (custom ? 'it has a custom transform' : 'it overrides getUpdatedState');
    throw new CodedError('CDK_ENCODED_RECORDS_REFUSED', {
      message: `Stream ${descriptorText(this.#planned.descriptor)} yields encoded records although ${why}.`,
      details: { stream: descriptorText(this.#planned.descriptor) },
    });
  }

  #badDefinition(what: string): CodedError {
    const stream = descriptorText(this.#planned.descriptor);
    return new CodedError('CDK_STREAM_DEFINITION', { message: `Stream ${stream} ${what}.`, details: { stream } });
  }

  #markRunning(): void {
    if (this.#running) return;
    this.#running = true;
    this.#writer.status('RUNNING');
  }
}

/** The changes of records, by their index. */
type Changes = Map<number, readonly RecordChange[]>;

/** The records that an observer keeps, with their changes. */
function observed(all: readonly object[], cast: Changes | undefined, observer: RecordObserver) {
  const records: object[] = [];
  const changes: Changes = new Map();
  for (const [index, record] of all.entries()) {
    if (!observer.observe(record)) continue;
    const changed = cast?.get(index);
    if (changed !== undefined) changes.set(records.length, changed);
    records.push(record);
  }
  return { records, changes: changes.size === 0 ? undefined : changes };
}

function hasValueAt(record: object, path: readonly string[]): boolean {
  const value = valueAt(record, path);
  return value !== undefined && value !== null && value !== '';
}
