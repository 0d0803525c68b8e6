import { parseJson } from '../../../util/json.js';

/**
 * The items of a JSON array as the texts that they are: numbers keep their digits. Undefined for what is no array.
 *
 * @example
 * splitItems('[1, "a,b", {"c":[2]}]') // ['1', '"a,b"', '{"c":[2]}']
 */
export function splitItems(text: string): readonly string[] | undefined {
  if (!isJsonArray(text)) return undefined;
  const items: string[] = [];
  let depth = 0;
  let start = text.indexOf('[') + 1;
  for (let at = start - 1; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === '"') at = endOfString(text, at);
    else if (sign === '[' || sign === '{') depth += 1;
    else if (sign === ']' || sign === '}') depth -= 1;
    if ((depth === 1 && sign === ',') || (depth === 0 && sign === ']')) {
      items.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  return items.length === 1 && items[0] === '' ? [] : items;
}

function isJsonArray(text: string): boolean {
  try {
    return Array.isArray(parseJson(text));
  } catch {
    return false;
  }
}

/** The position of the closing quote. */
function endOfString(text: string, quoteAt: number): number {
  let at = quoteAt + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}
