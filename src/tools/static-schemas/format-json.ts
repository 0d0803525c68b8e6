const MAX_WIDTH = 120;

/**
 * Writes JSON as the repository's formatter does: small objects and arrays on one line if they fit, the rest
 * broken up. `properties` and the outermost object are always broken up.
 *
 * @example
 * formatJson({ type: ['null', 'string'] }) // '{\n  "type": ["null", "string"]\n}\n'
 */
export function formatJson(document: Readonly<Record<string, unknown>>): string {
  return `${broken(document, '')}\n`;
}

function broken(node: Readonly<Record<string, unknown>>, indent: string): string {
  const inner = `${indent}  `;
  const lines = Object.entries(node).map(([name, value], index, all) => {
    const head = `${inner}${JSON.stringify(name)}: `;
    const comma = index === all.length - 1 ? '' : ',';
    return `${head}${format(name, value, inner, MAX_WIDTH - head.length - comma.length)}${comma}`;
  });
  return `{\n${lines.join('\n')}\n${indent}}`;
}

function format(name: string, value: unknown, indent: string, room: number): string {
  const line = oneLine(value);
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const fits = line.length <= room && !(isObject && holdsProperties(name, value));
  return fits || !isObject ? line : broken(value as Record<string, unknown>, indent);
}

function holdsProperties(name: string, value: object): boolean {
  return name === 'properties' || 'properties' in value;
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}: ${oneLine(member)}`);
  return `{ ${members.join(', ')} }`;
}
