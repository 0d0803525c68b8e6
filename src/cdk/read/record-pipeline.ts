import { CodedError } from '../../errors.js';
import { descriptorText } from '../../protocol/descriptor.js';
import type { JsonSchema } from '../../schema/json-schema.js';
import type { TransformWarnings } from '../../schema/transform-warnings.js';
import { isJsonObject } from '../../util/json.js';
import type { StreamWriter } from '../output/stream-writer.js';
import { type DerivesState, derivesState, type Stream } from '../stream.js';
import type { EncodedRecords, StreamState } from '../stream-items.js';
import type { PlannedStream } from './plan.js';
import { createProjection, type Projection } from './projection.js';

type Cast = (record: object) => void;

/** The road of a record: cast, state update, column selection, output. */
export class RecordPipeline {
  readonly #planned: PlannedStream;
  readonly #stream: Stream<object>;
  readonly #writer: StreamWriter;
  readonly #cast: Cast | undefined;
  readonly #project: Projection;
  #state: StreamState | undefined;
  #running = false;

  constructor(planned: PlannedStream, stream: Stream<object>, writer: StreamWriter, cast: Cast | undefined) {
    this.#planned = planned;
    this.#stream = stream;
    this.#writer = writer;
    this.#cast = cast;
    this.#project = createProjection(planned.columns);
    // Any other stream says its state itself; the one it began with must not come after that.
    if (derivesState(stream)) this.#state = planned.state;
  }

  /** The state after the last record, of streams that derive it from their records. */
  get derivedState(): StreamState | undefined {
    return this.#state;
  }

  /**
   * Writes records; synchronous, so that a stop never falls between a record and its state.
   *
   * @throws CodedError `CDK_STREAM_DEFINITION` when one is no object: JavaScript streams may yield anything.
   */
  accept(records: readonly object[]): void {
    if (records.length === 0) return;
    if (!records.every(isJsonObject)) throw this.#noRecord();
    this.#markRunning();
    const cast = this.#cast;
    if (cast !== undefined) for (const record of records) cast(record);
    if (derivesState(this.#stream)) this.#deriveState(this.#stream, records);
    this.#writer.records(records.map(this.#project));
  }

  /**
   * Writes records that are text already.
   *
   * @throws CodedError `CDK_ENCODED_RECORDS_REFUSED` when something had to be done with each record.
   */
  acceptEncoded(encoded: EncodedRecords): void {
    this.#refuseEncoded();
    if (encoded.bytes.length === 0) return;
    this.#markRunning();
    this.#writer.encodedRecords(encoded.bytes);
  }

  #deriveState(stream: DerivesState<object>, records: readonly object[]): void {
    for (const record of records) this.#state = stream.getUpdatedState(this.#state, record);
  }

  #refuseEncoded(): void {
    const custom = this.#stream.transformer.hasCustomTransform;
    const derives = derivesState(this.#stream);
    if (!custom && !derives) return;
    const why = custom ? 'it has a custom transform' : 'it overrides getUpdatedState';
    throw new CodedError('CDK_ENCODED_RECORDS_REFUSED', {
      message: `Stream ${descriptorText(this.#planned.descriptor)} yields encoded records although ${why}.`,
      details: { stream: descriptorText(this.#planned.descriptor) },
    });
  }

  #noRecord(): CodedError {
    const stream = descriptorText(this.#planned.descriptor);
    return new CodedError('CDK_STREAM_DEFINITION', {
      message: `Stream ${stream} yields something that is no record.`,
      details: { stream },
    });
  }

  #markRunning(): void {
    if (this.#running) return;
    this.#running = true;
    this.#writer.status('RUNNING');
  }
}

/** Compiles the cast of a stream; undefined when its transformer does nothing. */
export function compileCast(stream: Stream<object>, schema: JsonSchema, warnings: TransformWarnings): Cast | undefined {
  if (!stream.transformer.isActive) return undefined;
  return stream.transformer.compile(schema, (warning) => warnings.add(warning));
}
