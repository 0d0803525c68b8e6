import { type CountedKind, markerOf } from '../../dap/index.js';
import { declaredTypes, isSchemaObject, ownValue } from '../../schema/json-schema.js';

/** Where counts of columns are added up. */
export interface CountSink {
  add(column: string, kind: CountedKind): void;
}

/** Counts what is worth a word about a parsed value: markers, and what the cast will write as JSON text. */
export function inspectValue(column: string, value: unknown, schema: unknown, counts: CountSink): void {
  if (typeof value === 'string') {
    const marker = markerOf(value);
    if (marker !== undefined) counts.add(column, marker);
  } else if (typeof value === 'object' && value !== null) {
    inspectParts(column, value, isSchemaObject(schema) ? schema : {}, counts);
  }
}

function inspectParts(column: string, value: object, schema: Record<string, unknown>, counts: CountSink): void {
  if (isText(schema)) {
    counts.add(column, 'json-text');
  } else if (Array.isArray(value)) {
    const items = ownValue(schema, 'items');
    for (const element of value) inspectValue(column, element, items, counts);
  } else {
    const properties = ownValue(schema, 'properties');
    const known = isSchemaObject(properties) ? properties : {};
    for (const [name, member] of Object.entries(value)) inspectValue(column, member, ownValue(known, name), counts);
  }
}

function isText(schema: Record<string, unknown>): boolean {
  const types = declaredTypes(schema).filter((type) => type !== 'null');
  return types.length === 1 && types[0] === 'string';
}
