import { declaredTypes, isSchemaObject, type JsonSchema, ownValue } from '../../schema/json-schema.js';
import { nameBranches } from './branch-names.js';
import { compareLimits } from './compare-limits.js';
import { breaking, type ConnectorChange, fieldPlace, safe } from './connector-change.js';
import { allowedValues, itemsOf, membersOf, textsIn, valueText } from './field-shape.js';

/**
 * The changes between two versions of a `connectionSpecification`. Whatever could refuse a configuration that was
 * accepted breaks: a new `required`, a property or alternative gone, a type changed or narrowed, null forbidden, a value
 * of an `enum` gone, an `enum` where there was none, a tighter limit. Alternatives of `oneOf` are distinguished by the
 * property that is constant in each.
 *
 * @example
 * compareSpecs({ type: 'object' }, { type: 'object', required: ['token'] })
 * // [{ breaking: true, place: 'token', what: 'required now' }]
 */
export function compareSpecs(previous: unknown, next: unknown): ConnectorChange[] {
  return compareNodes(previous, next, '');
}

function compareNodes(before: unknown, after: unknown, place: string): ConnectorChange[] {
  if (!isSchemaObject(before) || !isSchemaObject(after)) return compareBooleans(before, after, place);
  const changes = [
    ...compareTypes(before, after, place),
    ...compareRequired(before, after, place),
    ...compareValues(before, after, place),
    ...compareLimits(before, after, place),
  ];
  return [
    ...changes,
    ...compareProperties(before, after, place),
    ...compareElements(before, after, place),
    ...['oneOf', 'anyOf', 'allOf'].flatMap((keyword) => compareBranches(before, after, keyword, place)),
  ];
}

/** A schema may be `true`, which is as good as an empty object, or `false`, which nothing fits. */
function compareBooleans(before: unknown, after: unknown, place: string): ConnectorChange[] {
  if (before === after || before === false) return [];
  if (after === false) return [breaking(place, 'no value is allowed any more')];
  return compareNodes(isSchemaObject(before) ? before : {}, isSchemaObject(after) ? after : {}, place);
}

function compareTypes(before: JsonSchema, after: JsonSchema, place: string): ConnectorChange[] {
  const [old = [], now = []] = [before, after].map(declaredTypes);
  if (now.length === 0) return old.length === 0 ? [] : [safe(place, 'any type is allowed now')];
  if (old.length === 0) return [breaking(place, `type narrowed to ${now.join(' or ')}`)];
  const lost = old.filter((type) => type !== 'null' && !now.includes(type));
  const isNullLost = old.includes('null') && !now.includes('null');
  const gained = now.filter((type) => !old.includes(type));
  if (lost.length > 0) return [breaking(place, `type changed from ${old.join(' or ')} to ${now.join(' or ')}`)];
  return [
    ...(isNullLost ? [breaking(place, 'no longer nullable')] : []),
    ...(gained.length > 0 ? [safe(place, `type widened by ${gained.join(' and ')}`)] : []),
  ];
}

function compareRequired(before: JsonSchema, after: JsonSchema, place: string): ConnectorChange[] {
  const [old = [], now = []] = [before, after].map((schema) => textsIn(ownValue(schema, 'required')));
  const added = now.filter((name) => !old.includes(name));
  const dropped = old.filter((name) => !now.includes(name));
  return [
    ...added.map((name) => breaking(fieldPlace(place, name), 'required now')),
    ...dropped.map((name) => safe(fieldPlace(place, name), 'no longer required')),
  ];
}

function compareValues(before: JsonSchema, after: JsonSchema, place: string): ConnectorChange[] {
  const [old, now] = [before, after].map((schema) => allowedValues(schema)?.map(valueText));
  if (now === undefined) return old === undefined ? [] : [safe(place, 'any value is allowed now')];
  if (old === undefined) return [breaking(place, 'only some values are allowed now')];
  const lost = old.filter((value) => !now.includes(value));
  const gained = now.filter((value) => !old.includes(value));
  return [
    ...(lost.length === 0 ? [] : [breaking(place, `allowed values removed: ${lost.join(', ')}`)]),
    ...(gained.length === 0 ? [] : [safe(place, `allowed values added: ${gained.join(', ')}`)]),
  ];
}

function compareProperties(before: JsonSchema, after: JsonSchema, place: string): ConnectorChange[] {
  const [old = [], now = []] = [before, after].map((schema) => membersOf(ownValue(schema, 'properties')));
  const successors = new Map(now);
  const names = new Set(old.map(([name]) => name));
  const kept = old.flatMap(([name, schema]) => {
    const at = fieldPlace(place, name);
    return successors.has(name) ? compareNodes(schema, successors.get(name), at) : [breaking(at, 'property removed')];
  });
  const added = now.filter(([name]) => !names.has(name));
  return [...kept, ...added.map(([name]) => safe(fieldPlace(place, name), 'new property'))];
}

function compareElements(before: JsonSchema, after: JsonSchema, place: string): ConnectorChange[] {
  const old = new Map(itemsOf(before));
  const now = new Map(itemsOf(after));
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((position) =>
    // What is not described may be anything.
    compareNodes(old.get(position) ?? true, now.get(position) ?? true, `${place}[${position}]`),
  );
}

function compareBranches(before: JsonSchema, after: JsonSchema, keyword: string, place: string): ConnectorChange[] {
  const [oldList, nowList] = [before, after].map((schema) => ownValue(schema, keyword));
  if (!Array.isArray(oldList)) return Array.isArray(nowList) ? [breaking(place, `must fit ${keyword} now`)] : [];
  if (!Array.isArray(nowList)) return [breaking(place, `${keyword} removed`)];
  const [old, now] = nameBranches(oldList, nowList);
  const kept = [...old].flatMap(([name, schema]) => {
    const at = `${place}(${name})`;
    return now.has(name) ? compareNodes(schema, now.get(name), at) : [breaking(at, 'alternative removed')];
  });
  const added = [...now.keys()].filter((name) => !old.has(name));
  return [...kept, ...added.map((name) => safe(`${place}(${name})`, 'new alternative'))];
}
