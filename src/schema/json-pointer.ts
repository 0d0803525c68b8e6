/**
 * The tokens of a JSON pointer or URI fragment, percent signs and `~0` `~1` decoded; undefined if it is not a pointer.
 * Source of the rule: RFC 6901, sections 3 to 6.
 *
 * @example
 * pointerTokens('/definitions/odd~1name%7E0x') // ['definitions', 'odd/name~x']
 * pointerTokens('')                            // []
 * pointerTokens('anchor')                      // undefined
 */
export function pointerTokens(fragment: string): string[] | undefined {
  const pointer = decodePercent(fragment);
  if (pointer === '') return [];
  if (!pointer.startsWith('/')) return undefined;
  return pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/**
 * One step of a pointer, escaped.
 *
 * @example
 * pointerStep('odd/name~x') // '/odd~1name~0x'
 */
export function pointerStep(token: string): string {
  return `/${token.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** Decodes percent signs; a text that is not validly encoded stays as it is. */
export function decodePercent(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The member that `token` names in an object or list; undefined if there is none. */
export function pointerMember(holder: unknown, token: string): unknown {
  if (typeof holder !== 'object' || holder === null) return undefined;
  if (Array.isArray(holder) && !/^(0|[1-9]\d*)$/.test(token)) return undefined;
  return Object.hasOwn(holder, token) ? (holder as Record<string, unknown>)[token] : undefined;
}
