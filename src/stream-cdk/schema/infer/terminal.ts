import { CodedError } from '../../../errors.js';
import { MessageReader } from './read-messages.js';

/** Where a command reads from and where it reports. */
export interface Terminal {
  readonly input: AsyncIterable<Buffer> & { readonly isTTY?: boolean };
  readonly output: { write(text: string): unknown };
  /** Takes a line for people. */
  readonly log: (text: string) => void;
}

const PROGRESS_BYTES = 256 * 1024 * 1024;

/** Takes the bytes of an input that were read so far. */
export type Progress = (bytes: number) => void;

/** Reads with a reader of its own; reports the progress now and then. */
export async function withProgress(
  terminal: Terminal,
  read: (reader: MessageReader, progress: Progress) => Promise<void>,
): Promise<MessageReader> {
  const reader = new MessageReader();
  let next = PROGRESS_BYTES;
  await read(reader, (bytes) => {
    if (bytes < next) return;
    terminal.log(`${bytes >> 20} MiB read, ${reader.records} records`);
    next += PROGRESS_BYTES;
  });
  return reader;
}

/**
 * Reads the messages of a connector from standard input.
 *
 * @throws CodedError `TOOL_INPUT` when nothing is piped in.
 */
export async function readConnectorOutput(terminal: Terminal): Promise<MessageReader> {
  if (terminal.input.isTTY === true) {
    throw new CodedError('TOOL_INPUT', { message: 'Pipe the output of a connector into this command.' });
  }
  return await withProgress(terminal, (reader, progress) => reader.read(terminal.input, progress));
}
