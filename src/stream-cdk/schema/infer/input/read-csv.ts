import { pipeline, Readable } from 'node:stream';
import { CodedError, errorText } from '../../../../errors.js';
import { loadPackage } from '../../../../util/load-package.js';
import type { MessageReader, ObservedStream } from '../read-messages.js';
import type { Progress } from '../terminal.js';
import { CsvColumns } from './csv-columns.js';
import type { OpenInput } from './open-input.js';

/**
 * Takes the columns of a CSV file with a header, separated by commas, semicolons, tabs or bars, whichever the header
 * has most of.
 *
 * @throws CodedError `TOOL_INPUT` when it is not CSV; `OPTIONAL_PACKAGE_MISSING` without its parser.
 */
export async function readCsv(
  input: OpenInput,
  stream: ObservedStream,
  reader: MessageReader,
  progress: Progress,
): Promise<void> {
  const { parse } = await loadPackage('csv-parse', () => import('csv-parse'));
  const options = { bom: true, relax_column_count: true, skip_empty_lines: true, delimiter: delimiterOf(input.head) };
  const source = Readable.from(counted(input.chunks, progress));
  const parser = parse(options);
  // The loop below throws what goes wrong in either.
  pipeline(source, parser, () => {});
  const formats = stream.context.formats;
  let columns: CsvColumns | undefined;
  let rows = 0;
  try {
    for await (const row of parser as AsyncIterable<string[]>) {
      if (columns === undefined) columns = new CsvColumns(row);
      else {
        columns.observe(row, formats);
        rows += 1;
      }
    }
  } catch (error) {
    if (error instanceof CodedError) throw error;
    throw new CodedError('TOOL_INPUT', { message: `${input.name} is not CSV: ${errorText(error)}.`, cause: error });
  }
  if (columns === undefined) throw new CodedError('TOOL_INPUT', { message: `${input.name} has no header.` });
  columns.addTo(stream, rows);
  reader.records += rows;
}

async function* counted(chunks: AsyncIterable<Buffer>, progress: Progress): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    progress(bytes);
    yield chunk;
  }
}

function delimiterOf(head: Buffer): string {
  const header = head
    .toString('utf8')
    .replaceAll(/"[^"]*"/g, '')
    .split(/\r?\n/, 1)[0];
  const count = (delimiter: string): number => (header ?? '').split(delimiter).length;
  return [',', ';', '\t', '|'].reduce((best, next) => (count(next) > count(best) ? next : best));
}
