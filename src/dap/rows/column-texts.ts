import type { JsonObject } from '../../util/json.js';
import type { ColumnType } from './column.js';

/** The type of a node of type `string`. `typeName` names its enumeration, should it be one. */
export function textType(node: JsonObject, typeName: string): ColumnType {
  const listed = node['enum'] ?? [node['const']];
  const values = Array.isArray(listed) ? listed.filter((value) => typeof value === 'string') : [];
  if (values.length > 0) return { kind: 'enum', values, typeName, open: false };
  const format = node['format'];
  switch (format) {
    case 'uuid':
    case 'date-time':
    case 'date':
    case 'time':
    case 'duration':
      return { kind: format };
    case 'ipv4':
      return { kind: 'ip', versions: 'v4' };
    case 'ipv6':
      return { kind: 'ip', versions: 'v6' };
    default:
      return { kind: 'text', ...lengthOf(node) };
  }
}

function lengthOf(node: JsonObject): { maxLength?: number } {
  const maxLength = node['maxLength'];
  return typeof maxLength === 'number' && Number.isInteger(maxLength) && maxLength >= 0 ? { maxLength } : {};
}
