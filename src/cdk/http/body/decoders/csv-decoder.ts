import { pipeline } from 'node:stream/promises';
import type { BodyDecoder, HttpBody } from '../body-decoder.js';
import { loadDecoder } from './load-decoder.js';

/** The form of a CSV body. */
export interface CsvDecoderOptions {
  /** Between two fields. Default a comma. */
  readonly delimiter?: string;
  /** Around a field; doubled inside of it. Default `"`; null for none. */
  readonly quote?: string | null;
  /** In place of doubling, such as a backslash. */
  readonly escape?: string;
  /** Names of the columns of a body without a header line. */
  readonly columns?: readonly string[];
  /** Lines before the header that are not CSV. */
  readonly skipLines?: number;
}

/** A row by the names of its columns. Every value is text; cast them by a schema and a transformer. */
export type CsvRow = Record<string, string>;

const BATCH = 500;

/**
 * Rows of a CSV body (RFC 4180). A row with more or fewer fields than the header, a name that comes twice, and a quote
 * that is never closed are errors: nothing is shifted or left out. Needs the package `csv-parse`.
 *
 * @example
 * override readonly decoder = csvDecoder({ delimiter: ';' });
 */
export function csvDecoder(options: CsvDecoderOptions = {}): BodyDecoder<CsvRow> {
  return { accept: 'text/csv', decode: (body) => decode(body, options) };
}

async function* decode(body: HttpBody, options: CsvDecoderOptions): AsyncGenerator<readonly CsvRow[], void, void> {
  const { parse } = await loadDecoder('csv-parse', () => import('csv-parse'));
  const { delimiter = ',', quote = '"', escape: escaping = '"', columns, skipLines = 0 } = options;
  const parser = parse({
    delimiter,
    quote,
    escape: escaping,
    columns: columns === undefined ? (names: string[]) => distinct(names, body) : distinct([...columns], body),
    from_line: skipLines + 1,
    skip_empty_lines: true,
    max_record_size: body.maxBytes,
  });
  const fed = pipeline(body.text(), parser);
  // Its error arrives through the parser as well.
  fed.catch(() => undefined);
  let batch: CsvRow[] = [];
  try {
    for await (const row of parser as AsyncIterable<CsvRow>) {
      batch.push(row);
      if (batch.length < BATCH) continue;
      yield batch;
      batch = [];
    }
    await fed;
  } catch (error) {
    throw described(error, body);
  } finally {
    parser.destroy();
  }
  if (batch.length > 0) yield batch;
}

function distinct(names: string[], body: HttpBody): string[] {
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice === undefined) return names;
  throw body.error(
    `has the column ${JSON.stringify(twice.slice(0, 80))} twice in its header; name the columns by the option \`columns\``,
  );
}

/** The parser's own text quotes the row. */
function described(error: unknown, body: HttpBody): unknown {
  if (!(error instanceof Error) || !('code' in error) || !/^CSV_/.test(String(error.code))) return error;
  const line = 'lines' in error && typeof error.lines === 'number' ? ` near line ${error.lines}` : '';
  return body.error(`is not the CSV that it should be${line} (${String(error.code)})`);
}
