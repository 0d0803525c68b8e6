import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../../../../util/json.js';
import type { BodyDecoder, HttpBody } from '../body-decoder.js';
import { JsonListScanner } from './json-list-scanner.js';

/** Where the records of a JSON body are. */
export interface JsonDecoderOptions {
  /** Keys that lead to the list of records; none when the body is the list itself. */
  readonly path?: readonly string[];
}

/**
 * The members of a list in a JSON body, as they come: memory holds one record and what stands around the list. Integers
 * beyond 2^53 come as `bigint`. A list that is null is empty; one that is missing is an error, for nobody could tell it
 * from a wrong path.
 *
 * @example
 * override readonly decoder = jsonDecoder<Employee>({ path: ['data', 'items'] });
 */
export function jsonDecoder<T = JsonObject>({ path = [] }: JsonDecoderOptions = {}): BodyDecoder<T> {
  return { accept: 'application/json', decode: (body) => decode<T>(body, path) };
}

async function* decode<T>(body: HttpBody, path: readonly string[]): AsyncGenerator<readonly T[], void, void> {
  let batch: T[] = [];
  const scanner = new JsonListScanner(path, body.maxBytes, {
    member: (text) => batch.push(parse(text, body) as T),
    tooLarge: () => body.error(`holds a single value larger than the ${body.maxBytes} bytes that are accepted`),
  });
  for await (const text of body.text()) {
    scanner.add(text);
    if (batch.length > 0) yield batch;
    batch = [];
  }
  const { around } = scanner;
  if (around.trim() === '') throw body.error('is empty where JSON is expected');
  refuseMissing(parse(around, body), path, body);
}

function parse(text: string, body: HttpBody): JsonValue {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    // Its text quotes the body.
    throw body.error('is not valid JSON, or ends early');
  }
}

function refuseMissing(around: JsonValue, path: readonly string[], body: HttpBody): void {
  let value: JsonValue | undefined = around;
  for (const key of path) value = isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  if (value === null || Array.isArray(value)) return;
  throw body.error(path.length === 0 ? 'is not a list' : `holds no list at ${path.join('.')}`);
}
