/**
 * The destination of encoded messages. Appending is synchronous and never fails; `ready()` applies back-pressure and
 * reports a closed output.
 */
export interface OutputSink {
  /** Appends one message, without its line feed. */
  writeLine(text: string): void;
  /** Appends one message given in three parts, without its line feed: the middle is `bytes[start, end)`, unchanged. */
  writeParts(head: Uint8Array, bytes: Uint8Array, start: number, end: number, tail: Uint8Array): void;
  /** Starts writing everything appended so far; does not wait. */
  flush(): void;
  /**
   * Resolves when there is room for more.
   *
   * @throws CodedError `CDK_OUTPUT_CLOSED` when the reader is gone or the disk is full.
   */
  ready(): Promise<void>;
  /** Resolves when everything appended is written. Throws as `ready()` does. */
  drain(): Promise<void>;
}
