import { withoutSecrets } from '../../http/secure-url.js';
import { isJsonObject, parseJson } from '../../util/json.js';

/** Keys under which APIs say what is wrong, in the order in which they are looked for. */
const KEYS = ['message', 'messages', 'error', 'errors', 'failures', 'failure', 'detail'] as const;

const MAX_LENGTH = 500;
const MAX_DEPTH = 10;

/**
 * What the body of an error answer says to people, looked for under the usual keys at any depth; several texts
 * are joined by commas. URLs lose their queries, tokens are cut out.
 *
 * @returns undefined when the body is not JSON or says nothing.
 * @example
 * errorMessageOf('{"errors":[{"message":"no such field"},{"message":"bad date"}]}') // 'no such field, bad date'
 */
export function errorMessageOf(body: string): string | undefined {
  let value: unknown;
  try {
    value = parseJson(body);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const text = messageIn(value, 0);
  if (text === undefined) return undefined;
  const safe = withoutSecrets(text);
  return safe.length > MAX_LENGTH ? `${safe.slice(0, MAX_LENGTH)}…` : safe;
}

function messageIn(value: unknown, depth: number): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value.trim();
  if (depth > MAX_DEPTH) return undefined;
  if (Array.isArray(value)) {
    const texts = value.map((member) => messageIn(member, depth + 1)).filter((text) => text !== undefined);
    return texts.length === 0 ? undefined : texts.join(', ');
  }
  if (!isJsonObject(value)) return undefined;
  for (const key of KEYS) {
    const text = Object.hasOwn(value, key) ? messageIn(value[key], depth + 1) : undefined;
    if (text !== undefined) return text;
  }
  return undefined;
}
