import { Socket } from 'node:net';

/** Where the connection breaks: the k-th write never leaves, or the server has it and its answer never arrives. */
export type CutPlace = 'before' | 'after';

/** How long an answer to the last write may take to count as lost; a part of a stream has none. */
const ANSWER_MS = 40;

/**
 * Connections of a driver whose writes are counted, all together, and which break at the k-th: `before` it leaves
 * this machine, or `after`, when the server has answered and nobody hears it.
 */
export class Cutter {
  /** Writes so far. */
  writes = 0;
  readonly #at: number;
  readonly #place: CutPlace;
  readonly #all: boolean;
  readonly #open = new Set<Socket>();
  #isCut = false;

  /**
   * @param at - number of the write, from 1; 0: none.
   * @param all - every connection breaks, as when the process dies.
   */
  constructor(at = 0, place: CutPlace = 'before', all = false) {
    this.#at = at;
    this.#place = place;
    this.#all = all;
  }

  /** Whether the cut has been made. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /** A socket that is not connected yet; for the option `connect` of a DatabaseConnection. */
  readonly connect = (): Socket => {
    const socket = new CountedSocket(this);
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    return socket;
  };

  /** Counts a write; tells what becomes of it. */
  judge(): CutPlace | 'pass' {
    this.writes += 1;
    if (this.#isCut) return this.#all ? 'before' : 'pass';
    if (this.writes !== this.#at) return 'pass';
    this.#isCut = true;
    return this.#place;
  }

  /** Breaks a connection, or all. */
  cut(socket: Socket): void {
    for (const one of this.#all ? [...this.#open] : [socket]) one.destroy(new Error('cut by the test'));
  }
}

class CountedSocket extends Socket {
  readonly #cutter: Cutter;
  #isDeaf = false;

  constructor(cutter: Cutter) {
    super();
    this.#cutter = cutter;
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    this.#send(() => super._write(chunk, encoding, callback), callback);
  }

  override _writev(
    chunks: { chunk: Buffer; encoding: BufferEncoding }[],
    callback: (error?: Error | null) => void,
  ): void {
    this.#send(() => super._writev?.(chunks, callback), callback);
  }

  #send(send: () => void, callback: (error?: Error | null) => void): void {
    const verdict = this.#cutter.judge();
    if (verdict === 'before') {
      this.#cutter.cut(this);
      callback(new Error('cut by the test'));
      return;
    }
    if (verdict === 'after') {
      this.#isDeaf = true;
      setTimeout(() => this.#cutter.cut(this), ANSWER_MS);
    }
    send();
  }

  /** The answer to the write after which the connection breaks is not heard. */
  override push(chunk: unknown, encoding?: BufferEncoding): boolean {
    if (this.#isDeaf && chunk !== null) {
      setImmediate(() => this.#cutter.cut(this));
      return true;
    }
    return super.push(chunk, encoding);
  }
}
