import { pointerStep } from '../../../../schema/json-pointer.js';
import { setOwn } from '../../../../schema/json-schema.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../../util/json.js';

/** `List[Course]` and the like, of Swagger 1.0 and 1.1. */
const LIST = /^(?:list|array|set|collection)\s*[[<]\s*(.+?)\s*[\]>]$/i;

/**
 * A model, property or type of Swagger 1 as Swagger 2.0 writes it: `$ref` and types that are names of models as
 * references, `List[X]` as a list, `allowableValues` as `enum` or limits, `required` as a list of names.
 *
 * @param names - of the models of the resource, and what they are called in `definitions`
 * @example
 * convertType({ type: 'array', items: { $ref: 'Course' } }, new Map([['Course', 'Course']]))
 * // { type: 'array', items: { $ref: '#/definitions/Course' } }
 */
export function convertType(schema: JsonObject, names: ReadonlyMap<string, string>): JsonObject {
  const {
    id: _,
    $ref,
    type,
    items,
    properties,
    required,
    allowableValues,
    subTypes: __,
    discriminator: ___,
    ...rest
  } = schema;
  const named = typeof $ref === 'string' ? $ref.replace(/^#\/(?:models|definitions)\//, '') : undefined;
  if (named !== undefined && names.has(named)) return { ...annotations(rest), ...reference(named, names) };
  return {
    ...rest,
    ...typeOf(type, names),
    ...(isJsonObject(items) ? { items: convertType(items, names) } : {}),
    ...(isJsonObject(properties) ? { ...membersOf(properties, names), type: 'object' } : {}),
    ...requiredNames(required, properties),
    ...limitsOf(allowableValues),
  };
}

function annotations(schema: JsonObject): JsonObject {
  return typeof schema['description'] === 'string' ? { description: schema['description'] } : {};
}

function reference(name: string, names: ReadonlyMap<string, string>): JsonObject {
  return { $ref: `#/definitions${pointerStep((names.get(name) ?? name).replaceAll('%', '%25'))}` };
}

function typeOf(type: JsonValue | undefined, names: ReadonlyMap<string, string>): JsonObject {
  if (typeof type !== 'string') return type === undefined ? {} : { type };
  if (names.has(type)) return reference(type, names);
  const element = LIST.exec(type)?.[1];
  if (element !== undefined) return { type: 'array', items: typeOf(element, names) };
  // Nothing is returned, or anything.
  return ['void', 'any', 'object[]'].includes(type.toLowerCase()) ? {} : { type };
}

function membersOf(properties: JsonObject, names: ReadonlyMap<string, string>): JsonObject {
  const members: JsonObject = {};
  for (const [name, property] of Object.entries(properties)) {
    setOwn(members, name, isJsonObject(property) ? convertType(property, names) : {});
  }
  return { properties: members };
}

/** In 1.2 a model lists them; in 1.1 each property says it of itself. */
function requiredNames(required: JsonValue | undefined, properties: JsonValue | undefined): JsonObject {
  const members = isJsonObject(properties) ? properties : {};
  const listed = Array.isArray(required) ? required.filter((name) => typeof name === 'string') : [];
  const own = Object.keys(members).filter((name) => {
    const member = members[name];
    return isJsonObject(member) && (member['required'] === true || member['required'] === 'true');
  });
  const all = [...new Set([...listed, ...own])].filter((name) => Object.hasOwn(members, name));
  return all.length === 0 ? {} : { required: all };
}

function limitsOf(allowed: JsonValue | undefined): JsonObject {
  if (!isJsonObject(allowed)) return {};
  const { values, min, max } = allowed;
  const limit = (value: JsonValue | undefined) => (typeof value === 'string' && value !== '' ? Number(value) : value);
  const [minimum, maximum] = [limit(min), limit(max)];
  return {
    ...(Array.isArray(values) && values.length > 0 ? { enum: values } : {}),
    ...(typeof minimum === 'number' && Number.isFinite(minimum) ? { minimum } : {}),
    ...(typeof maximum === 'number' && Number.isFinite(maximum) ? { maximum } : {}),
  };
}
