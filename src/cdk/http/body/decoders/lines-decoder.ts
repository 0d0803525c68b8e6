import { type JsonObject, type JsonValue, parseJson } from '../../../../util/json.js';
import type { BodyDecoder, HttpBody } from '../body-decoder.js';

/**
 * A record in each line (JSON Lines, NDJSON). Empty lines are left out; integers beyond 2^53 come as `bigint`.
 *
 * @example
 * override readonly decoder = jsonLinesDecoder<Employee>();
 */
export function jsonLinesDecoder<T = JsonObject>(): BodyDecoder<T> {
  return { accept: 'application/x-ndjson, application/jsonl', decode: (body) => decode<T>(body) };
}

async function* decode<T>(body: HttpBody): AsyncGenerator<readonly T[], void, void> {
  let open: string[] = [];
  let openChars = 0;
  let line = 0;
  const finish = (end: string): T[] => {
    const text = [...open, end].join('').trim();
    open = [];
    openChars = 0;
    line += 1;
    return text === '' ? [] : [parse(text, line, body) as T];
  };
  for await (const piece of body.text()) {
    const ends = piece.split('\n');
    const last = ends.pop() ?? '';
    const batch = ends.flatMap(finish);
    if (batch.length > 0) yield batch;
    open.push(last);
    openChars += last.length;
    if (openChars > body.maxBytes)
      throw body.error(`holds a line larger than the ${body.maxBytes} bytes that are accepted`);
  }
  const rest = finish('');
  if (rest.length > 0) yield rest;
}

function parse(text: string, line: number, body: HttpBody): JsonValue {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw body.error(`is not JSON in line ${line}, or ends early there`);
  }
}
