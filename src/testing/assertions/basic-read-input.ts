import type { ConfiguredCatalogFile } from '../catalog-of.js';
import type { ExpectedRecord } from './expected-records.js';
import type { ReceivedLine } from './received-line.js';

/** What the assertions of a first `read` look at. */
export interface BasicReadInput {
  readonly catalog: ConfiguredCatalogFile;
  /** Lines of standard output; may be gone through again and again. */
  readonly output: Iterable<ReceivedLine>;
  /** Streams that may be without records, by `name` or `namespace.name`. */
  readonly emptyStreams?: readonly string[];
  /** Lets records have top level columns that their schema lacks, for number 36. */
  readonly allowExtraColumns?: boolean;
  /** Demands that each column of a schema has a value in some record, for number 39. */
  readonly fillAllColumns?: boolean;
  /** Records that must be there, for number 40. */
  readonly expectedRecords?: readonly ExpectedRecord[];
}
