import { CodedError, errorText } from '../../../../errors.js';
import { didYouMean } from '../../../../schema/nearest-match.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../../util/json.js';
import { parseForTypes } from '../parse-line.js';
import type { MessageReader } from '../read-messages.js';
import type { Progress } from '../terminal.js';
import type { OpenInput } from './open-input.js';

/** A document is parsed as a whole; a JavaScript text has at most 2^29 characters. */
const MAX_BYTES = 256 * 1024 * 1024;

/**
 * Takes the records of a JSON document: the elements of the list at `path`. Without a path, those of the document if it
 * is a list, those of its only list of objects, or the document itself as the only record.
 *
 * @param path - names of members with dots between them
 * @throws CodedError `TOOL_INPUT` when it is not JSON, too large, or has its records elsewhere.
 */
export async function readJsonRecords(
  input: OpenInput,
  stream: string,
  path: string | undefined,
  reader: MessageReader,
  progress: Progress,
): Promise<void> {
  const document = parse(await readAll(input, progress), input.name);
  const found = path === undefined ? ownRecords(document, input.name) : walk(document, path, input.name);
  const records = Array.isArray(found) ? found : [found];
  for (const record of records) {
    if (isJsonObject(record)) reader.observe(stream, undefined, record);
    else reader.skipped.notMessages += 1;
  }
}

function wrong(message: string, cause?: unknown): CodedError {
  return new CodedError('TOOL_INPUT', { message, cause });
}

async function readAll({ name, chunks }: OpenInput, progress: Progress): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    bytes += chunk.length;
    if (bytes > MAX_BYTES) {
      throw wrong(`${name} is a JSON document of more than 256 MiB: convert it to JSON Lines, as by jq -c '.[]'.`);
    }
    progress(bytes);
  }
  return Buffer.concat(parts)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
}

function parse(text: string, name: string): JsonValue {
  try {
    return parseForTypes(text);
  } catch (error) {
    // Of a RangeError, the text nests too deep.
    throw wrong(`${name} is not JSON: ${errorText(error)}.`, error);
  }
}

function ownRecords(document: JsonValue, name: string): JsonValue {
  if (!isJsonObject(document)) return document;
  const lists = Object.keys(document).filter((member) => isListOfObjects(document[member]));
  if (lists.length > 1) throw wrong(`${name} has several lists: ${lists.join(', ')}. Choose one by --records.`);
  const [only] = lists;
  return only === undefined ? document : (document[only] ?? null);
}

function isListOfObjects(value: JsonValue | undefined): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((element) => isJsonObject(element));
}

function walk(document: JsonValue, path: string, name: string): JsonValue {
  let value = document;
  for (const member of path.split('.')) {
    const holder: JsonObject = isJsonObject(value) ? value : {};
    const next = Object.hasOwn(holder, member) ? holder[member] : undefined;
    if (next === undefined) {
      throw wrong(`${name} has no ${JSON.stringify(member)} of ${path}.${didYouMean(member, Object.keys(holder))}`);
    }
    value = next;
  }
  return value;
}
