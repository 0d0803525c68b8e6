import type { Mode } from '../../dap/wire.js';
import type { RowValue } from '../emulator.js';
import type { ColumnPlan } from '../generator/column-plan.js';
import type { Micros } from '../instant.js';

/** What `meta.action` says: nothing in a snapshot. */
export type Action = 'U' | 'D' | undefined;

/** A number with a given spelling. */
export class SpelledNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A value of a row on its way into a file. */
export type ServedValue = RowValue | SpelledNumber | undefined;

/** One row on its way into a file; the same object is used again for row after row. */
export interface ServedRow {
  /** Values in the order of the columns; of a `D` only the key counts. */
  values: readonly ServedValue[];
  at: Micros;
  action: Action;
  /** What the file says instead of the action; `''`: nothing. */
  saidAction: string | undefined;
  /** Whether the row comes a second time in the same file. */
  repeated: boolean;
}

/** How the rows of a file are laid out. */
export interface Layout {
  /** Whether rows carry an action. */
  readonly incremental: boolean;
  /** Of nested objects in CSV and TSV; nothing else knows it. */
  readonly mode: Mode;
  /** Whether CSV writes null as the bare word instead of nothing. */
  readonly bareNull: boolean;
}

/** Turns the rows of one file into text, row by row; one instance a file. */
export interface ObjectEncoder {
  /** The text before the first row; '' for formats without a header. */
  head(): string;
  /**
   * One row, its values in the order of the columns; of a `D` only the key counts.
   *
   * @param said what the file says instead of the action; `''`: nothing.
   */
  row(values: readonly ServedValue[], ts: string, action: Action, said?: string): string;
}

/** A file format. */
interface FormatFacts {
  /** File extension, with `.gz` if files are compressed as a whole. */
  readonly extension: string;
  readonly mediaType: string;
}

/** A format of lines, compressed as a whole. */
export interface TextEncoding extends FormatFacts {
  readonly kind: 'text';
  encoderFor(columns: readonly ColumnPlan[], layout: Layout): ObjectEncoder;
}

/** A format that compresses by itself. */
export interface BinaryEncoding extends FormatFacts {
  readonly kind: 'binary';
  /**
   * Loads what writes such files.
   *
   * @throws CodedError `OPTIONAL_PACKAGE_MISSING`
   */
  load(): Promise<EncodeFile>;
}

/** Makes the bytes of one file, in pieces. */
export type EncodeFile = (
  columns: readonly ColumnPlan[],
  layout: Layout,
  rows: Iterable<ServedRow>,
) => Iterable<Uint8Array>;

export type Encoding = TextEncoding | BinaryEncoding;
