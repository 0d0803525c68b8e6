import { isJsonObject } from '../../../util/json.js';
import type { Assertion } from '../assertion.js';
import { propertiesOf, type SchemaNode, typesOf } from '../schema-walk.js';
import { perNode, type SpecInput } from './spec-input.js';

/** Numbers 6 to 9, 14 and 17: what a form can be made from. */
export const SHAPE_RULES: readonly Assertion<SpecInput>[] = [
  {
    id: '6',
    name: 'spec-property-types',
    title: 'a property has one type, or one and null',
    runs: ['spec'],
    check: perNode(checkTypes),
  },
  {
    id: '7',
    name: 'spec-object-properties',
    title: 'an object has properties or oneOf',
    runs: ['spec'],
    check: perNode(checkObject),
  },
  {
    id: '8',
    name: 'spec-list-elements',
    title: 'a list has elements of one kind that a form can show',
    runs: ['spec'],
    check: perNode(checkList),
  },
  {
    id: '9',
    name: 'spec-keywords',
    title: 'no keyword is used that a form cannot show',
    runs: ['spec'],
    check: perNode(checkKeywords),
  },
  {
    id: '14',
    name: 'spec-no-refs',
    title: 'no $ref is left',
    runs: ['spec'],
    check: perNode(({ schema }) => (typeof schema['$ref'] === 'string' ? ['$ref'] : [])),
  },
  {
    id: '17',
    name: 'spec-additional-properties',
    title: 'additionalProperties is true wherever it is set',
    runs: ['spec'],
    check: perNode(({ schema }) =>
      Object.hasOwn(schema, 'additionalProperties') && schema['additionalProperties'] !== true
        ? ['additionalProperties is not true']
        : [],
    ),
  },
];

function checkTypes({ schema, property }: SchemaNode): string[] {
  const { type } = schema;
  if (property === undefined || !Array.isArray(type)) return [];
  const isNullable = type.length === 2 && type[1] === 'null' && type[0] !== 'null';
  return type.length === 1 || isNullable ? [] : ['several types, or null not as the second of two'];
}

function checkObject({ schema, pointer }: SchemaNode): string[] {
  if (pointer === '' || !typesOf(schema).includes('object')) return [];
  const isEmpty = Object.keys(propertiesOf(schema)).length === 0 && !Object.hasOwn(schema, 'oneOf');
  return isEmpty ? ['an object without properties or oneOf'] : [];
}

const ELEMENT_TYPES = new Set(['object', 'string', 'number', 'integer']);

function checkList({ schema }: SchemaNode): string[] {
  if (!typesOf(schema).includes('array')) return [];
  const { items } = schema;
  if (!isJsonObject(items)) return ['a list without one schema for its elements'];
  const types = typesOf(items).filter((type) => type !== 'null');
  const canBeShown =
    Object.hasOwn(items, 'enum') || (types.length === 1 && types.every((type) => ELEMENT_TYPES.has(type)));
  return canBeShown ? [] : ['elements of a list are neither objects, texts, numbers nor values of an enum'];
}

const FORBIDDEN = [
  ...['not', 'anyOf', 'patternProperties', 'prefixItems', 'allOf', 'if', 'then', 'else'],
  ...['dependentSchemas', 'dependentRequired'],
];

function checkKeywords({ schema }: SchemaNode): string[] {
  return FORBIDDEN.filter((keyword) => Object.hasOwn(schema, keyword)).map((keyword) => `${keyword} is used`);
}
