import { isJsonObject } from '../../util/json.js';

/**
 * A schema as the text of its file: keys sorted, two spaces, a line feed at the end. Integers beyond 2^53 keep their
 * digits. A list of scalars, such as types, is on one line if it fits.
 *
 * @example
 * schemaText({ type: ['null', 'string'] }) // '{\n  "type": ["null", "string"]\n}\n'
 */
export function schemaText(schema: object): string {
  return `${print(schema, '')}\n`;
}

const LINE_WIDTH = 120;

function print(value: unknown, indent: string): string {
  if (Array.isArray(value)) return printList(value, indent);
  if (isJsonObject(value)) return printObject(value, indent);
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
}

function printList(list: readonly unknown[], indent: string): string {
  const line = isFlat(list) ? inline(list) : undefined;
  if (line !== undefined && indent.length + line.length < LINE_WIDTH) return line;
  const inner = `${indent}  `;
  return `[\n${list.map((element) => inner + print(element, inner)).join(',\n')}\n${indent}]`;
}

/** Tells whether there are only scalars in `value`, at any depth of lists. */
function isFlat(value: unknown): boolean {
  return Array.isArray(value) ? value.every(isFlat) : !isJsonObject(value);
}

function inline(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(inline).join(', ')}]` : print(value, '');
}

function printObject(object: Readonly<Record<string, unknown>>, indent: string): string {
  const names = Object.keys(object).sort();
  if (names.length === 0) return '{}';
  const inner = `${indent}  `;
  const members = names.map((name) => `${inner}${JSON.stringify(name)}: ${print(object[name], inner)}`);
  return `{\n${members.join(',\n')}\n${indent}}`;
}
