import { isDeepStrictEqual } from 'node:util';
import { isJsonObject } from '../../../util/json.js';
import type { Assertion } from '../assertion.js';
import { branchesOf, propertiesOf, type SchemaNode } from '../schema-walk.js';
import { perNode, type SpecInput } from './spec-input.js';

/** Number 4. */
export const ONE_OF_RULE: Assertion<SpecInput> = {
  id: '4',
  name: 'spec-one-of-constants',
  title: 'the branches of a oneOf differ in one constant property',
  runs: ['spec'],
  check: perNode(checkOneOf),
};

function checkOneOf({ schema }: SchemaNode): string[] {
  if (!Object.hasOwn(schema, 'oneOf')) return [];
  const branches = branchesOf(schema, 'oneOf');
  if (branches.length === 0) return ['oneOf has no branches'];
  const problems = schema['type'] === 'object' ? [] : ['oneOf stands under something that is not of type object'];
  const bare = branches.findIndex((branch) => Object.keys(propertiesOf(branch)).length === 0);
  if (bare !== -1) return [...problems, `branch ${bare} of oneOf has no properties`];
  return [...problems, ...checkConstants(branches)];
}

type Schema = Readonly<Record<string, unknown>>;

function checkConstants(branches: readonly Schema[]): string[] {
  const [first = {}] = branches;
  const common = Object.keys(propertiesOf(first)).filter((name) =>
    branches.every((branch) => Object.hasOwn(propertiesOf(branch), name)),
  );
  if (common.length === 0) return ['the branches of oneOf have no property in common'];
  const constant = common.filter((name) => branches.every((branch) => Object.hasOwn(member(branch, name), 'const')));
  const [name] = constant;
  if (name === undefined || constant.length > 1) {
    return [`${constant.length} properties are constant in every branch of oneOf instead of one`];
  }
  return checkConstant(
    branches.map((branch) => member(branch, name)),
    name,
  );
}

function checkConstant(fields: readonly Schema[], name: string): string[] {
  const values = fields.map((field) => field['const']);
  const isRepeated = values.some(
    (value, index) => values.findIndex((other) => isDeepStrictEqual(value, other)) < index,
  );
  const isOdd = fields.some(
    (field) =>
      (Object.hasOwn(field, 'default') && !isDeepStrictEqual(field['default'], field['const'])) ||
      (Object.hasOwn(field, 'enum') && !isDeepStrictEqual(field['enum'], [field['const']])),
  );
  return [
    ...(isRepeated ? [`${name} has the same constant in two branches of oneOf`] : []),
    ...(isOdd ? [`the default or enum of ${name} differs from its constant`] : []),
  ];
}

function member(branch: Schema, name: string): Schema {
  const field = propertiesOf(branch)[name];
  return isJsonObject(field) ? field : {};
}
