/** The text of a cell; null where there is no value. */
export type Cell = string | null;

/** A record of a text format. */
export interface CellRecord {
  readonly cells: readonly Cell[];
  /** Where the next record begins. */
  readonly end: number;
  /** Whether a quoted cell does not end as it should. */
  readonly isDamaged: boolean;
}

/** What the text of a cell stands for. `json`: objects and lists, also those of condensed columns. */
export type CellType = 'text' | 'integer' | 'number' | 'boolean' | 'json';

/** The types of cells by the dotted name in the header, such as `value.settings.grading`. A name that is missing is a text. */
export type CellTypes = ReadonlyMap<string, CellType>;
