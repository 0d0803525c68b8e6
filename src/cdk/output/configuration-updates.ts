import { CodedError } from '../../errors.js';
import { isJsonObject, type JsonObject, parseJson, stringifyJson } from '../../util/json.js';
import type { OutputSink } from './output-sink.js';

/** A new value at a place of the configuration, such as `['credentials', 'refresh_token']`. */
export interface ConfigChange {
  readonly path: readonly string[];
  readonly value: string | number | boolean;
}

/**
 * The configuration as the platform stores it. A change leaves as a CONTROL message with the whole configuration,
 * secrets included, as the protocol has it: the platform stores it for the next run.
 */
export class ConfigurationUpdates {
  readonly #sink: OutputSink;
  readonly #now: () => number;
  #config: JsonObject | undefined;

  constructor(sink: OutputSink, now: () => number) {
    this.#sink = sink;
    this.#now = now;
  }

  /** Keeps a copy of what the platform sent, so that nothing of it is lost by a change. */
  hold(config: object): void {
    this.#config = parseJson(stringifyJson(config)) as JsonObject;
  }

  /**
   * Writes the changed configuration; resolves when the output has taken it. Does nothing where nothing is new.
   *
   * @throws CodedError `CDK_STREAM_DEFINITION` for a path that leads through something that is not an object;
   * `CDK_OUTPUT_CLOSED` when the output cannot be written: the change is lost then.
   */
  async write(changes: readonly ConfigChange[]): Promise<void> {
    const config = this.#config;
    if (config === undefined) throw new Error('No configuration is held.');
    const changed = changes.map((change) => assign(config, change));
    if (!changed.includes(true)) return;
    const control = { type: 'CONNECTOR_CONFIG', emitted_at: this.#now(), connectorConfig: { config } };
    this.#sink.writeLine(stringifyJson({ type: 'CONTROL', control }));
    await this.#sink.drain();
  }
}

/** Returns true if the value is a new one. */
function assign(config: JsonObject, { path, value }: ConfigChange): boolean {
  let place: Record<string, unknown> = config;
  for (const name of path.slice(0, -1)) {
    if (!Object.hasOwn(place, name) || place[name] === null) place[name] = {};
    const next = place[name];
    if (!isJsonObject(next)) throw badPath(path);
    place = next;
  }
  const last = path.at(-1);
  if (last === undefined) throw badPath(path);
  const before = Object.hasOwn(place, last) ? place[last] : undefined;
  place[last] = value;
  return before !== value;
}

function badPath(path: readonly string[]): CodedError {
  return new CodedError('CDK_STREAM_DEFINITION', {
    message: `The configuration has no place "${path.join('.')}" for a new value.`,
  });
}
