import { withoutSecrets } from '../../http/secure-url.js';
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../../util/json.js';

/** Keys under which APIs say what is wrong, in the order in which they are looked for. Case does not count. */
const KEYS = [
  'message',
  'messages',
  'error_description',
  'errordescription',
  'error_message',
  'errormessage',
  'detail',
  'error',
  'errors',
  'failures',
  'failure',
  'description',
  'reason',
  'msg',
  'title',
] as const;
/** Short names of an error, said beside its text. `title` is that of RFC 9457. */
const NAMES = ['code', 'error_code', 'errorcode', 'error', 'title'] as const;

const MAX_LENGTH = 500;
const MAX_NAME = 80;
const MAX_DEPTH = 10;
const MAX_TEXTS = 20;

/**
 * What the body of an error answer says to people, looked for under the usual keys at any depth, with the code beside
 * it; several texts are joined by commas. URLs lose their queries, tokens are cut out.
 *
 * @returns undefined when the body is not JSON or says nothing.
 * @example
 * errorMessageOf('{"errors":[{"message":"no such field"},{"message":"bad date"}]}') // 'no such field, bad date'
 * errorMessageOf('{"error":"invalid_grant","error_description":"expired"}')         // 'expired (invalid_grant)'
 */
export function errorMessageOf(body: string): string | undefined {
  let value: JsonValue;
  try {
    value = parseJson(body);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const text = messageIn(value, 0);
  if (text === undefined) return undefined;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a message is one line of a log
  const safe = withoutSecrets(text.replaceAll(/[\u0000-\u001f\u007f\s]+/g, ' '));
  return safe.length > MAX_LENGTH ? `${safe.slice(0, MAX_LENGTH)}…` : safe;
}

function messageIn(value: JsonValue | undefined, depth: number): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value.trim();
  if (depth > MAX_DEPTH) return undefined;
  if (Array.isArray(value)) return joined(value.slice(0, MAX_TEXTS).map((member) => messageIn(member, depth + 1)));
  return isJsonObject(value) ? messageOfObject(value, depth) : undefined;
}

function messageOfObject(value: JsonObject, depth: number): string | undefined {
  const fields = new Map(Object.entries(value).map(([key, member]) => [key.toLowerCase(), member]));
  for (const key of KEYS) {
    const member = fields.get(key);
    const isByField = key === 'errors' && isJsonObject(member) && messageOfObject(member, depth + 1) === undefined;
    const text = isByField ? textByField(member, depth + 1) : messageIn(member, depth + 1);
    if (text !== undefined) return withName(text, key, fields);
  }
  const code = fields.get('code') ?? fields.get('error_code');
  return depth > 0 || typeof code === 'string' ? nameOf(code) : undefined;
}

/** `{"name": ["is too long"]}`: what is wrong with each field. */
function textByField(value: JsonObject, depth: number): string | undefined {
  const texts = Object.entries(value)
    .slice(0, MAX_TEXTS)
    .map(([field, member]) => {
      const text = messageIn(member, depth + 1);
      return text === undefined ? undefined : `${field}: ${text}`;
    });
  return joined(texts);
}

function withName(text: string, key: string, fields: ReadonlyMap<string, JsonValue>): string {
  const names = NAMES.filter((name) => name !== key)
    .map((name) => nameOf(fields.get(name)))
    .filter((name) => name !== undefined && !text.includes(name));
  return names[0] === undefined ? text : `${text} (${names[0]})`;
}

function nameOf(value: JsonValue | undefined): string | undefined {
  const isName = typeof value === 'string' || typeof value === 'number';
  const name = isName ? String(value).trim() : '';
  return name === '' || name.length > MAX_NAME ? undefined : name;
}

function joined(texts: readonly (string | undefined)[]): string | undefined {
  const said = texts.filter((text) => text !== undefined);
  return said.length === 0 ? undefined : said.join(', ');
}
