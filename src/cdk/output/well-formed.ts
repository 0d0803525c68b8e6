import { isJsonObject, type JsonValue, stringifyJson } from '../../util/json.js';

/** How half a character stands in JSON text; also matches a backslash before `ud`, which does no harm. */
const MAYBE_HALF = '\\ud';

/**
 * The JSON text of a record without halves of characters (lone surrogates), in values and names. Consumers refuse the
 * whole line for one, or lose the record. Each becomes U+FFFD.
 *
 * @param onRepaired - is called with the path of each text that was changed, indexes as `*`
 */
export function wellFormedText(record: object, onRepaired: (path: string) => void): string {
  const text = stringifyJson(record);
  if (!text.includes(MAYBE_HALF)) return text;
  return stringifyJson(repair(record as JsonValue, [], onRepaired));
}

function repair(value: JsonValue, path: readonly string[], onRepaired: (path: string) => void): JsonValue {
  if (typeof value === 'string') return repairText(value, path, onRepaired);
  if (Array.isArray(value)) return value.map((item) => repair(item, [...path, '*'], onRepaired));
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).map(([name, member]) => {
    const sound = name.toWellFormed();
    const inner = [...path, sound];
    if (sound !== name) onRepaired(inner.join('.'));
    return [sound, repair(member as JsonValue, inner, onRepaired)] as const;
  });
  return Object.fromEntries(members);
}

function repairText(text: string, path: readonly string[], onRepaired: (path: string) => void): string {
  if (text.isWellFormed()) return text;
  onRepaired(path.join('.'));
  return text.toWellFormed();
}
