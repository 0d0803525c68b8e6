import { type ColumnCount, RowFault } from '../../dap/index.js';
import { TransformConfig } from '../../schema/transform-config.js';
import { TransformWarnings, type WarningSummary } from '../../schema/transform-warnings.js';
import { TypeTransformer } from '../../schema/type-transformer.js';
import { stringifyJson } from '../../util/json.js';
import type { Case } from './arbitrary-line.test-helper.js';
import { RowReader } from './row-reader.js';

/** What one of the two ways makes of a line. */
export interface Outcome {
  /** The record as JSON text; the reason when the line cannot be handled. */
  readonly text: string;
  readonly isFault: boolean;
  readonly deletesLeftOut: number;
  readonly counts: readonly ColumnCount[];
  readonly warnings: readonly WarningSummary[];
}

/** The casts of a stream of the connector. */
export function newTransformer(): TypeTransformer {
  return new TypeTransformer(TransformConfig.DefaultSchemaNormalization, { strict: true, objectsAs: 'json' });
}

/** Reads one line as bytes that are copied where they can be. */
export function readEncoded(example: Case): Outcome {
  const reader = new RowReader({ ...example, transformer: newTransformer() });
  return outcomeOf(reader, example, (records) =>
    Buffer.from(records as Uint8Array)
      .toString()
      .trimEnd(),
  );
}

/** Reads one line as the connector does that parses every line: the record is cast, selected and written afterwards. */
export function readParsed(example: Case): Outcome {
  const reader = new RowReader({ ...example, transformer: undefined });
  const warnings = new TransformWarnings();
  const outcome = outcomeOf(reader, example, (records) => {
    const rows = records as Record<string, unknown>[];
    for (const row of rows) newTransformer().compile(example.schema, warnings.add)(row);
    return rows.map((row) => stringifyJson(selected(row, example))).join('\n');
  });
  return { ...outcome, warnings: warnings.drain() };
}

function selected(row: Record<string, unknown>, { columns }: Case): unknown {
  return Object.fromEntries(Object.entries(row).filter(([name]) => columns?.has(name) !== false));
}

function outcomeOf(
  reader: RowReader,
  { line }: Case,
  textOf: (records: Record<string, unknown>[] | Uint8Array) => string,
): Outcome {
  const nothing = { deletesLeftOut: 0, counts: [], warnings: [] };
  try {
    const { records, deletesLeftOut } = reader.read(Buffer.concat([line, Buffer.from('\n')]), 0);
    const text = textOf(records);
    return { text, isFault: false, deletesLeftOut, counts: reader.drainCounts(), warnings: reader.drainWarnings() };
  } catch (error) {
    if (!(error instanceof RowFault)) throw error;
    return { ...nothing, text: error.reason, isFault: true };
  }
}
