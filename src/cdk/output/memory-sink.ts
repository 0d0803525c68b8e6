import type { OutputSink } from './output-sink.js';

/** Keeps every line in memory: for tests and for running a command inside a program. */
export class MemorySink implements OutputSink {
  readonly lines: string[] = [];

  writeLine(text: string): void {
    this.lines.push(text);
  }

  writeParts(head: Uint8Array, bytes: Uint8Array, start: number, end: number, tail: Uint8Array): void {
    this.lines.push(Buffer.concat([head, bytes.subarray(start, end), tail]).toString('utf8'));
  }

  flush(): void {}

  async ready(): Promise<void> {}

  async drain(): Promise<void> {}
}
