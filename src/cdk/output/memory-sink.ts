import type { OutputSink } from './output-sink.js';

/** Keeps every line in memory: for tests and for running a command inside a program. */
export class MemorySink implements OutputSink {
  readonly lines: string[] = [];

  writeLine(text: string): void {
    this.lines.push(text);
  }

  writeParts(head: string, bytes: Uint8Array, start: number, end: number, tail: string): void {
    this.lines.push(head + Buffer.from(bytes.subarray(start, end)).toString('utf8') + tail);
  }

  flush(): void {}

  async ready(): Promise<void> {}

  async drain(): Promise<void> {}
}
