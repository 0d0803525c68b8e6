import { Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { MessageWriter } from '../output/message-writer.js';

/**
 * Keeps standard output clean: what a library or a connector prints becomes a LOG line, and what goes to
 * standard error passes the secret mask.
 *
 * Both streams are replaced rather than patched: merely touching Node's own ones makes a pipe non-blocking,
 * for every program that shares it, and then each write of ours that finds it full has to be tried again.
 */
export function guardStreams(messages: MessageWriter): void {
  replace('stdout', new LineStream((line) => messages.info(line)));
  const original = Object.getOwnPropertyDescriptor(process, 'stderr');
  let opened: NodeJS.WriteStream | undefined;
  const open = (): NodeJS.WriteStream => {
    if (opened !== undefined) return opened;
    const stream: NodeJS.WriteStream = original?.get?.call(process) ?? original?.value;
    // Nobody is left to read what could be said about it.
    stream.on('error', () => undefined);
    opened = stream;
    return stream;
  };
  replace('stderr', new LineStream((line) => open().write(`${messages.mask.apply(line)}\n`)));
}

function replace(name: 'stdout' | 'stderr', stream: Writable): void {
  Object.defineProperty(process, name, { configurable: true, enumerable: true, writable: true, value: stream });
}

/** Hands on whole lines. A piece without its line feed is handed on as a line of its own, so that none is held back. */
class LineStream extends Writable {
  readonly #onLine: (line: string) => void;
  readonly #decoder = new StringDecoder('utf8');

  constructor(onLine: (line: string) => void) {
    super({ decodeStrings: false });
    this.#onLine = onLine;
  }

  override _write(chunk: string | Buffer, _encoding: BufferEncoding, callback: () => void): void {
    const text = typeof chunk === 'string' ? chunk : this.#decoder.write(chunk);
    for (const line of text.split(/\r?\n/)) if (line.trim() !== '') this.#onLine(line);
    callback();
  }

  /** Standard streams are never closed by those who write to them. */
  override end(): this {
    return this;
  }
}
