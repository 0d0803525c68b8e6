import { streamDescriptor } from '../../protocol/descriptor.js';
import type { AirbyteMessage, ErrorTrace, LogLevel, StreamDescriptor, Trace } from '../../protocol/messages.js';
import type { Clock } from '../../util/clock.js';
import type { Logger } from '../logger.js';
import { ConfigurationUpdates } from './configuration-updates.js';
import type { OutputSink } from './output-sink.js';
import type { SecretMask } from './secret-mask.js';
import { StreamWriter } from './stream-writer.js';
import { textForPeople } from './text-for-people.js';
import { wellFormedText } from './well-formed.js';

/** Parts of a {@link MessageWriter}. */
export interface MessageWriterOptions {
  readonly sink: OutputSink;
  readonly mask: SecretMask;
  readonly clock: Clock;
  /** DEBUG lines are written only when this is true. */
  readonly debug?: boolean;
}

/**
 * The one way to the output: encodes messages; masks secrets in texts for people (LOG, TRACE, CONNECTION_STATUS) and
 * bounds their length; leaves RECORD and STATE untouched.
 */
export class MessageWriter implements Logger {
  readonly sink: OutputSink;
  readonly mask: SecretMask;
  readonly clock: Clock;
  /** The configuration of the command, and its changes. */
  readonly configuration: ConfigurationUpdates;
  readonly #debug: boolean;

  constructor(options: MessageWriterOptions) {
    this.sink = options.sink;
    this.mask = options.mask;
    this.clock = options.clock;
    this.configuration = new ConfigurationUpdates(options.sink, () => options.clock.now());
    this.#debug = options.debug ?? false;
  }

  /** Writes a message whose texts need no masking. */
  write(message: AirbyteMessage): void {
    this.sink.writeLine(wellFormedText(message));
  }

  log(level: LogLevel, message: string): void {
    this.write({ type: 'LOG', log: { level, message: this.#shown(message) } });
  }

  debug(message: string): void {
    if (this.#debug) this.log('DEBUG', message);
  }

  info(message: string): void {
    this.log('INFO', message);
  }

  warn(message: string): void {
    this.log('WARN', message);
  }

  error(message: string): void {
    this.log('ERROR', message);
  }

  connectionStatus(status: 'SUCCEEDED' | 'FAILED', message?: string): void {
    const text = message === undefined ? {} : { message: this.#shown(message) };
    this.write({ type: 'CONNECTION_STATUS', connectionStatus: { status, ...text } });
  }

  trace(trace: Trace): void {
    this.write({ type: 'TRACE', trace });
  }

  /** Writes a TRACE ERROR, all its texts masked. */
  errorTrace(error: ErrorTrace): void {
    const masked = { ...error, message: this.#shown(error.message) };
    if (error.internal_message !== undefined) masked.internal_message = this.#shown(error.internal_message);
    if (error.stack_trace !== undefined) masked.stack_trace = this.#shown(error.stack_trace);
    this.trace({ type: 'ERROR', emitted_at: this.clock.now(), error: masked });
  }

  /** The writer of one stream's records, states and statuses. */
  stream(descriptor: StreamDescriptor): StreamWriter {
    return new StreamWriter(this, streamDescriptor(descriptor.name, descriptor.namespace));
  }

  #shown(text: string): string {
    return textForPeople(text, this.mask);
  }
}
