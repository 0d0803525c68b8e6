import { basename } from 'node:path';
import { CodedError } from '../../../../errors.js';
import type { MessageReader } from '../read-messages.js';
import { type Progress, type Terminal, withProgress } from '../terminal.js';
import { detectFormat, INPUT_FORMATS, type InputFormat } from './detect-format.js';
import { type OpenInput, openFile, openStream } from './open-input.js';
import { readCsv } from './read-csv.js';
import { readJsonRecords } from './read-json-records.js';

export { INPUT_FORMATS, type InputFormat };

/** What is known of the input beforehand. */
export interface InputOptions {
  readonly files?: readonly string[];
  readonly format?: InputFormat;
  readonly stream?: string;
  readonly records?: string;
}

/**
 * Reads the records of all files, or of standard input if there are none.
 *
 * @throws CodedError `TOOL_INPUT` when one cannot be read as what it is, or the stream of its records is not known.
 */
export async function readRecords(options: InputOptions, terminal: Terminal): Promise<MessageReader> {
  return await withProgress(terminal, async (reader, progress) => {
    const { files = [] } = options;
    for (const file of files) await readOne(await openFile(file), streamName(file), options, reader, progress);
    if (files.length > 0) return;
    if (terminal.input.isTTY === true) {
      throw wrong('Name files with records, or pipe the output of a connector into this command.');
    }
    await readOne(await openStream(terminal.input), '', options, reader, progress);
  });
}

function wrong(message: string): CodedError {
  return new CodedError('TOOL_INPUT', { message });
}

/** The name of a file without its extensions. */
function streamName(file: string): string {
  return basename(file)
    .replace(/\.gz$/i, '')
    .replace(/\.[a-z]+$/i, '');
}

async function readOne(
  input: OpenInput,
  fileStream: string,
  options: InputOptions,
  reader: MessageReader,
  progress: Progress,
): Promise<void> {
  const fileName = fileStream === '' ? '' : input.name.replace(/\.gz$/i, '');
  const format = options.format ?? formatOf(fileName, input, options);
  if (format === 'messages') {
    await reader.read(input.chunks, progress);
    return;
  }
  const stream = options.stream ?? fileStream;
  if (stream === '') throw wrong(`The records of ${input.name} belong to no stream: name it by --stream.`);
  if (format === 'jsonl') await reader.read(input.chunks, progress, stream);
  else if (format === 'csv') await readCsv(input, reader.streamOf(stream, undefined), reader, progress);
  else await readJsonRecords(input, stream, options.records, reader, progress);
}

function formatOf(fileName: string, { head }: OpenInput, { records }: InputOptions): InputFormat {
  return records === undefined ? detectFormat(fileName, head.toString('utf8').replace(/^\uFEFF/, '')) : 'json';
}
