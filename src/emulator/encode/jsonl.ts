import type { RowValue } from '../emulator.js';
import type { ColumnPlan } from '../generator/column-plan.js';
import type { Action, ObjectEncoder, ServedValue, TextEncoding } from './encoder.js';
import { SpelledNumber } from './encoder.js';

/** JSON of any value; a bigint as bare digits, and a whole double as the integer it is. */
export function encodeValue(value: RowValue): string {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(encodeValue).join(',')}]`;
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}:${encodeValue(member)}`);
  return `{${members.join(',')}}`;
}

/** Member names with colon and quotes, made once a file. */
interface Member {
  readonly at: number;
  readonly lead: string;
  readonly plain: boolean;
}

class JsonlEncoder implements ObjectEncoder {
  readonly #keys: readonly Member[];
  readonly #members: readonly Member[];

  constructor(columns: readonly ColumnPlan[]) {
    const all = columns.map((column, at) => {
      return { at, lead: `${JSON.stringify(column.name)}:`, plain: column.plain, key: column.key };
    });
    this.#keys = all.filter((member) => member.key);
    this.#members = all.filter((member) => !member.key);
  }

  head(): string {
    return '';
  }

  row(values: readonly ServedValue[], ts: string, action: Action, said: string = action ?? ''): string {
    const meta = said === '' ? `{"meta":{"ts":"${ts}"},"key":{` : `{"meta":{"ts":"${ts}","action":"${said}"},"key":{`;
    const key = meta + encodeMembers(this.#keys, values);
    return action === 'D' ? `${key}}}\n` : `${key}},"value":{${encodeMembers(this.#members, values)}}}\n`;
  }
}

function encodeMembers(members: readonly Member[], values: readonly ServedValue[]): string {
  let text = '';
  for (const member of members) {
    const value = values[member.at];
    if (value === undefined) continue;
    if (text !== '') text += ',';
    if (typeof value === 'string') text += member.lead + (member.plain ? `"${value}"` : JSON.stringify(value));
    else if (value instanceof SpelledNumber) text += member.lead + value.text;
    else if (typeof value === 'object') text += member.lead + encodeValue(value);
    else text += `${member.lead}${value}`;
  }
  return text;
}

/** JSON Lines: `{meta, key, value}` a line, members that are null left out. */
export const jsonl: TextEncoding = {
  kind: 'text',
  extension: 'jsonl.gz',
  mediaType: 'application/jsonlines',
  encoderFor: (columns) => new JsonlEncoder(columns),
};
