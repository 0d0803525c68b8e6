import { isJsonObject, type JsonObject, type JsonValue } from '../../util/json.js';
import type { ArrayType, ColumnType, Member, ObjectType, ValueShape } from './column.js';
import { integerType, numberType } from './column-numbers.js';
import { textType } from './column-texts.js';
import { unionType } from './column-union.js';
import { memberOf, placeBelow, type SchemaPlace, textOf } from './schema-place.js';

/** What a node of a schema says of its values. */
interface DescribedShape {
  readonly shape: ValueShape;
  /** True when the node itself allows null; absence from `required` is not looked at here. */
  readonly allowsNull: boolean;
}

/** Reads a node of DAP's schema. Whatever it says, it describes a value: what is not understood is of kind `unknown`. */
function readShape(place: SchemaPlace): DescribedShape {
  const branches = place.isCut ? undefined : branchesOf(place.node);
  return branches === undefined ? readPlain(place) : readUnion(place, branches);
}

function branchesOf(node: JsonObject): JsonObject[] | undefined {
  const branches = node['oneOf'] ?? node['anyOf'];
  return Array.isArray(branches) ? branches.filter((branch) => isJsonObject(branch)) : undefined;
}

function readPlain(place: SchemaPlace): DescribedShape {
  const { node } = place;
  const words = typeWords(node);
  const allowsNull = words.includes('null') || (Array.isArray(node['enum']) && node['enum'].includes(null));
  const types = words.filter((word) => word !== 'null').map((word) => readType(word, place));
  return { shape: { ...annotationsOf(node), type: unionType(types, node) }, allowsNull };
}

/** Constants beside other forms are markers of values that could not be kept; the other forms share one type. */
function readUnion(place: SchemaPlace, branches: readonly JsonObject[]): DescribedShape {
  const places = branches.map((branch) => placeBelow(place, branch, place.name));
  const forms = places.filter(({ node }) => node['type'] !== 'null' && node['const'] !== null);
  const open = forms.filter(({ node }) => typeof node['const'] !== 'string');
  const hasMarkers = open.length > 0 && open.length < forms.length;
  const markers = forms.flatMap(({ node }) => (typeof node['const'] === 'string' ? [node['const']] : []));
  const read = (hasMarkers ? open : forms).map(readShape);
  const types = read.map(({ shape }) => shape.type);
  return {
    shape: {
      ...Object.assign({}, ...read.map(({ shape }) => shape).reverse()),
      ...annotationsOf(place.node),
      ...(hasMarkers ? { oversizeMarkers: markers } : {}),
      type: unionType(types, place.node),
    },
    allowsNull: forms.length < places.length || read.some(({ allowsNull }) => allowsNull),
  };
}

/** Title, description and default of a node. */
function annotationsOf(node: JsonObject): Omit<ValueShape, 'type'> {
  const title = textOf(node, 'title');
  const description = textOf(node, 'description');
  return {
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(node['default'] === undefined ? {} : { default: node['default'] }),
  };
}

/** The declared types, or those of the listed values, or what the other keywords are for. */
function typeWords(node: JsonObject): string[] {
  const { type } = node;
  if (typeof type === 'string') return [type];
  if (Array.isArray(type)) return type.filter((word) => typeof word === 'string');
  const listed = Array.isArray(node['enum']) ? node['enum'] : 'const' in node ? [node['const']] : [];
  if (listed.length > 0) return [...new Set(listed.map(wordOf))];
  if (isJsonObject(node['properties'])) return ['object'];
  return isJsonObject(node['items']) ? ['array'] : [];
}

function wordOf(value: JsonValue | undefined): string {
  if (value === null) return 'null';
  if (typeof value === 'bigint' || Number.isInteger(value)) return 'integer';
  return Array.isArray(value) ? 'array' : typeof value;
}

function readType(word: string, place: SchemaPlace): ColumnType {
  switch (word) {
    case 'integer':
      return integerType(place.node);
    case 'number':
      return numberType(place.node);
    case 'boolean':
      return { kind: 'boolean' };
    case 'string':
      return textType(place.node, place.name);
    case 'object':
      return objectType(place);
    case 'array':
      return arrayType(place);
    default:
      return { kind: 'unknown', types: [word], node: place.node };
  }
}

function objectType(place: SchemaPlace): ObjectType {
  const hasMembers = !place.isCut && memberOf(place.node, 'properties') !== undefined;
  if (!hasMembers) return { kind: 'object', closed: false };
  return { kind: 'object', members: readMembers(place), closed: place.node['additionalProperties'] === false };
}

/** The members that an object describes, in its order. */
export function readMembers(place: SchemaPlace): Member[] {
  const required = place.node['required'];
  return Object.entries(memberOf(place.node, 'properties') ?? {}).map(([name, schema]) => {
    const node = isJsonObject(schema) ? schema : {};
    const { shape, allowsNull } = readShape(placeBelow(place, node, `${place.name}__${name}`));
    const isRequired = Array.isArray(required) && required.includes(name);
    return { name, nullable: allowsNull || !isRequired, ...shape };
  });
}

function arrayType(place: SchemaPlace): ArrayType {
  const items = place.isCut ? undefined : memberOf(place.node, 'items');
  if (items === undefined) return { kind: 'array' };
  return { kind: 'array', items: readShape(placeBelow(place, items, place.name)).shape };
}
