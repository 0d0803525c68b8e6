import { breaking, type ConnectorChange, fieldPlace, safe } from './connector-change.js';
import { type FieldShape, shapeOf } from './field-shape.js';

/**
 * The changes between two schemas of a stream's records, as a destination that already holds records sees them. Only
 * becoming nullable leaves a type the same: a column cannot hold what it was not made for.
 */
export function compareFields(previous: unknown, next: unknown): ConnectorChange[] {
  return compareShapes([previous], [next], '');
}

function compareShapes(previous: readonly unknown[], next: readonly unknown[], place: string): ConnectorChange[] {
  const before = shapeOf(previous);
  const after = shapeOf(next);
  const changes = [...compareTypes(before, after, place), ...compareAnnotations(before, after, place)];
  // If a field is no longer an object, its parts are gone as well and need no mention.
  if (isStill('object', before, after)) changes.push(...compareProperties(before, after, place));
  if (isStill('array', before, after)) changes.push(...compareItems(before, after, place));
  return changes;
}

function isStill(type: string, before: FieldShape, after: FieldShape): boolean {
  return after.types.has(type) || !before.types.has(type);
}

function compareTypes(before: FieldShape, after: FieldShape, place: string): ConnectorChange[] {
  const [old, now] = [before, after].map(({ types }) => [...types].filter((type) => type !== 'null').sort());
  const changes: ConnectorChange[] = [];
  if (String(old) !== String(now)) changes.push(breaking(place, `type changed from ${show(old)} to ${show(now)}`));
  if (before.types.has('null') && !after.types.has('null')) changes.push(breaking(place, 'no longer nullable'));
  if (!before.types.has('null') && after.types.has('null')) changes.push(safe(place, 'nullable now'));
  return changes;
}

function show(types: readonly string[] = []): string {
  return types.length === 0 ? 'null' : types.join(' or ');
}

function compareAnnotations(before: FieldShape, after: FieldShape, place: string): ConnectorChange[] {
  const changes: ConnectorChange[] = [];
  if (!equal(before.formats, after.formats)) changes.push(safe(place, 'format changed'));
  if (!equal(before.values ?? new Set(), after.values ?? new Set())) {
    changes.push(safe(place, 'allowed values changed'));
  }
  if (!equal(before.required, after.required)) changes.push(safe(place, 'list of required fields changed'));
  return changes;
}

function equal(before: ReadonlySet<string>, after: ReadonlySet<string>): boolean {
  return before.size === after.size && [...before].every((text) => after.has(text));
}

function compareProperties(before: FieldShape, after: FieldShape, place: string): ConnectorChange[] {
  const changes: ConnectorChange[] = [];
  for (const [name, schemas] of before.properties) {
    const at = fieldPlace(place, name);
    const successors = after.properties.get(name);
    if (successors === undefined) changes.push(breaking(at, 'field removed'));
    else changes.push(...compareShapes(schemas, successors, at));
  }
  for (const name of after.properties.keys()) {
    if (!before.properties.has(name)) changes.push(safe(fieldPlace(place, name), 'new field'));
  }
  return changes;
}

function compareItems(before: FieldShape, after: FieldShape, place: string): ConnectorChange[] {
  const changes: ConnectorChange[] = [];
  for (const [position, schemas] of before.items) {
    const at = `${place}[${position}]`;
    const successors = after.items.get(position);
    if (successors === undefined) changes.push(breaking(at, 'elements no longer described'));
    else changes.push(...compareShapes(schemas, successors, at));
  }
  for (const position of after.items.keys()) {
    if (!before.items.has(position)) changes.push(safe(`${place}[${position}]`, 'elements described now'));
  }
  return changes;
}
