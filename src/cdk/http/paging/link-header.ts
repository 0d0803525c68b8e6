/** `<target>`, after any separators. */
const TARGET = /[\s,]*<([^>]*)>/y;
/** `; name`, `; name=token` or `; name="quoted"`. */
const PARAMETER = /\s*;\s*(?:([^\s=;,"<>]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*)))?)?/y;

/**
 * The target of the first link of a relation in a `Link` header (RFC 8288): parameters in any order, quoted or not,
 * several relations in one. Links about another resource (`anchor`) do not count.
 *
 * @param header - several lines are joined by commas
 * @example
 * linkTarget('<https://h/?page=2>; title="a, b"; rel="next last"', 'next') // 'https://h/?page=2'
 */
export function linkTarget(header: string, rel: string): string | undefined {
  let at = 0;
  while (at < header.length) {
    const target = match(TARGET, header, at);
    if (target === undefined) {
      // Something else: go on behind the next comma.
      const comma = header.indexOf(',', at);
      if (comma === -1) return undefined;
      at = comma + 1;
      continue;
    }
    const { parameters, end } = parametersAt(header, target.end);
    at = end;
    const relations = (parameters.get('rel') ?? '').toLowerCase().split(/\s+/);
    if (relations.includes(rel.toLowerCase()) && !parameters.has('anchor')) return target.groups[1]?.trim();
  }
  return undefined;
}

function parametersAt(header: string, start: number): { parameters: Map<string, string>; end: number } {
  const parameters = new Map<string, string>();
  let end = start;
  for (let found = match(PARAMETER, header, end); found !== undefined; found = match(PARAMETER, header, end)) {
    const [, name, quoted, token] = found.groups;
    end = found.end;
    const key = name?.toLowerCase();
    // Of several, the first one counts (RFC 8288, 3.3).
    if (key !== undefined && !parameters.has(key))
      parameters.set(key, quoted?.replaceAll(/\\(.)/g, '$1') ?? token ?? '');
  }
  return { parameters, end };
}

function match(pattern: RegExp, text: string, at: number) {
  pattern.lastIndex = at;
  const groups = pattern.exec(text);
  return groups === null ? undefined : { groups, end: pattern.lastIndex };
}
