import { createReadStream } from 'node:fs';
import { addAbortSignal, type Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { type JobHandle, readJobHandle } from '../../dap/index.js';
import { CodedError, errorText, isAbort } from '../../errors.js';

/**
 * Reads handles from a file or from standard input (`-`), one JSON document a line.
 *
 * @returns them in rounds, each with handles of one namespace by table: a table that was queried twice is in two rounds.
 * @throws CodedError `DAP_HANDLE_INVALID` naming the line; `TOOL_INPUT` for a file that cannot be read, or holds none.
 */
export async function readHandles(
  file: string,
  signal: AbortSignal,
): Promise<readonly ReadonlyMap<string, JobHandle>[]> {
  const lines = (await readText(file, signal)).split('\n').map((line) => line.trim());
  const handles = lines.flatMap((line, at) => (line === '' ? [] : [readLine(line, at + 1)]));
  if (handles.length === 0) throw new CodedError('TOOL_INPUT', { message: `There is no handle in ${nameOf(file)}.` });
  return toRounds(handles);
}

async function readText(file: string, signal: AbortSignal): Promise<string> {
  if (file === '-' && process.stdin.isTTY === true) {
    throw new CodedError('TOOL_INPUT', { message: 'There are no handles: name a file, or pipe them in.' });
  }
  const input: Readable = file === '-' ? process.stdin : createReadStream(file);
  try {
    return await text(addAbortSignal(signal, input));
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new CodedError('TOOL_INPUT', {
      message: `${nameOf(file)} cannot be read: ${errorText(error)}.`,
      cause: error,
    });
  }
}

function nameOf(file: string): string {
  return file === '-' ? 'standard input' : file;
}

function readLine(line: string, number: number): JobHandle {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new CodedError('DAP_HANDLE_INVALID', { message: `Line ${number} is not JSON.`, cause: error });
  }
  try {
    return readJobHandle(value);
  } catch (error) {
    throw new CodedError('DAP_HANDLE_INVALID', { message: `Line ${number}: ${errorText(error)}`, cause: error });
  }
}

function toRounds(handles: readonly JobHandle[]): readonly ReadonlyMap<string, JobHandle>[] {
  const rounds: { readonly namespace: string; readonly handles: Map<string, JobHandle> }[] = [];
  for (const handle of handles) {
    const { namespace, table } = handle;
    let round = rounds.find((one) => one.namespace === namespace && !one.handles.has(table));
    if (round === undefined) {
      round = { namespace, handles: new Map() };
      rounds.push(round);
    }
    round.handles.set(table, handle);
  }
  return rounds.map((round) => round.handles);
}
