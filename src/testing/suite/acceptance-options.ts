import type { ExpectedRecord } from '../assertions/expected-records.js';
import type { ConfiguredCatalogFile } from '../catalog-of.js';
import type { ReceivedState, ReceivedStream } from '../received-message.js';

type Json = Readonly<Record<string, unknown>>;

/** What the acceptance suite runs, and with what. */
export interface AcceptanceOptions {
  /** Program and its first arguments, such as `['node', 'dist/source.js']`; the suite adds the command of Airbyte. */
  readonly command: readonly string[];
  readonly cwd?: string;
  /** The whole environment of the connector; that of this process when absent. */
  readonly env?: Readonly<Record<string, string>>;
  readonly config: Json;
  /** A config that `check` must refuse. */
  readonly invalidConfig?: Json;
  /** What to read; all streams, incrementally if possible, when absent. */
  readonly catalog?: ConfiguredCatalogFile;
  /** A state beyond all data, for number 48; the last state, a hundred years later, when absent. */
  readonly futureState?: readonly ReceivedState[];
  /** Makes new data between two reads: a line for the shell, or a function. */
  readonly between?: string | (() => Promise<void>);
  readonly expectedSpec?: Json;
  readonly previousSpec?: Json;
  readonly previousCatalog?: { readonly streams: readonly ReceivedStream[] };
  readonly metadata?: Json;
  /** The page for users, in Markdown. */
  readonly docs?: string;
  /** Streams that may be without records, by `name` or `namespace.name`. */
  readonly emptyStreams?: readonly string[];
  readonly streamsWithoutKey?: readonly string[];
  readonly expectedRecords?: readonly ExpectedRecord[];
  readonly fillAllColumns?: boolean;
  readonly allowExtraColumns?: boolean;
  /** Top level fields that differ from read to read, as `field` or `stream.field`. */
  readonly ignoredFields?: readonly string[];
  /** How many days before its state a read may begin again. */
  readonly lookbackDays?: number;
  /** From how many states of the first read to resume; ten by default. */
  readonly maxResumes?: number;
  /** Only these rules, by number or name, and the commands they need; number 59 is always judged. */
  readonly only?: readonly string[];
  /** Time limits of the commands. */
  readonly timeoutsMs?: Partial<CommandTimeouts>;
  /** How many problems of one rule are listed; 20 by default. */
  readonly maxProblems?: number;
  /** Called before each run with what is run. */
  readonly onProgress?: (what: string) => void;
  /** Ends the suite and the connector it runs. */
  readonly signal?: AbortSignal;
}

/** Time limits in milliseconds; by default those of Airbyte's acceptance tests. */
export interface CommandTimeouts {
  readonly spec: number;
  readonly check: number;
  readonly discover: number;
  readonly read: number;
}
