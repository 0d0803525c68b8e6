/** A copy of an object's stored bytes on this machine. */
export interface SpooledObject {
  readonly bytes: number;
  readonly etag: string | undefined;
  /** The bytes from an offset on. */
  read(from: number): AsyncIterable<Buffer>;
  /** Removes a copy that is damaged: the object is then read from the store. */
  discard(): Promise<void>;
}
