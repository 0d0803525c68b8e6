import type { Format } from '../wire.js';

/** Where chunks of a file may end: anywhere, behind a line, or behind a CSV record, whose fields may hold line feeds. */
export type Framing = 'none' | 'lines' | 'csv-records';

/** How the content of a file is laid out. */
export interface ContentKind {
  readonly framing: Framing;
  /** The first record names the columns. */
  readonly hasHeader: boolean;
  readonly compression: 'gzip' | 'none';
}

/** The layout of DAP's formats (Query API, "Data formats"): text formats are gzip files, Parquet compresses inside. */
const KINDS: Readonly<Record<Format, ContentKind>> = {
  jsonl: { framing: 'lines', hasHeader: false, compression: 'gzip' },
  tsv: { framing: 'lines', hasHeader: true, compression: 'gzip' },
  csv: { framing: 'csv-records', hasHeader: true, compression: 'gzip' },
  parquet: { framing: 'none', hasHeader: false, compression: 'none' },
};

/** The layout of the files of a query in `format`. */
export function contentKindOf(format: Format): ContentKind {
  return KINDS[format];
}
