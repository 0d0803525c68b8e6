import type { SyncMode } from '../protocol/catalog.js';
import type { JsonSchema } from '../schema/json-schema.js';
import type { SchemaLoader } from '../schema/schema-loader.js';
import type { Logger } from './logger.js';
import type { ConfigChange } from './output/configuration-updates.js';
import type { SharedReads } from './read/shared-reads.js';
import type { StreamState } from './stream-items.js';

/** A part of a stream that is read by one call of `readRecords`: whatever the stream itself understands. */
export type StreamSlice = Readonly<Record<string, unknown>>;

/** What is known while a stream is read. */
export interface ReadContext<State extends object = StreamState> {
  readonly syncMode: SyncMode;
  /** Path of the cursor that is in force, when the stream has one. */
  readonly cursorField: readonly string[] | undefined;
  /** The state to continue from; undefined at a first read. */
  readonly state: State | undefined;
  /**
   * Columns that the user wants; undefined where all are wanted, undeclared ones too: the catalog has every column of the
   * stream.
   */
  readonly columns: ReadonlySet<string> | undefined;
  /** The schema of the stream in the configured catalog, as the platform sent it. */
  readonly catalogSchema?: JsonSchema | undefined;
  /** Where schema files are, for streams that are read beside the sync. */
  readonly schemaLoader?: SchemaLoader | undefined;
  /** The `next` of the {@link PageEnd} at which an interrupted read of this slice stopped; undefined to start at its first page. */
  readonly resumePage?: unknown;
  /** What several streams of this command read only once; undefined outside of a command. */
  readonly shared?: SharedReads | undefined;
  /** Fires when the read must stop. Hand it to everything that waits. */
  readonly signal: AbortSignal;
  readonly log: Logger;
  /** Tells the platform the expected total, in rows and bytes. */
  estimate(rows: number, bytes: number): void;
  /** Adds to the bytes that the progress line shows. */
  countBytes(bytes: number): void;
  /** Hides a text learnt at run time, such as an access token, from every message for people. */
  registerSecret(secret: string): void;
  /** Whether a text holds a secret: of the configuration, or one that was registered. Undefined outside of a command. */
  isSecret?(text: string): boolean;
  /** Tells the platform to store the configuration with new values: see `CommandContext.updateConfig`. */
  updateConfig(changes: readonly ConfigChange[]): Promise<void>;
  /** Tells the platform that the API's limit is waited for, until `untilMs` since the epoch. */
  rateLimited?(untilMs: number): void;
  /** Tells of something that may happen at each request: once in full, and with its count when the stream ends. */
  countEvent?(event: CountedEvent): void;
  /** Has something closed when the command ends, whatever its outcome; a second time does nothing. */
  closeAtEnd?(resource: Closeable): void;
}

/** Something that is worth a line of the log, but not one each time. */
export interface CountedEvent {
  /** Events of one key are counted together. */
  readonly key: string;
  /** What is said at the first one. */
  readonly first: string;
  /** What is said at the end, if there were more. */
  summary(count: number): string;
}

/** Something that holds connections or files. */
export interface Closeable {
  close(): Promise<void>;
}
