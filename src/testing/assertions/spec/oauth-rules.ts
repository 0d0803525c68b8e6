import { isJsonObject } from '../../../util/json.js';
import { type Assertion, type Findings, notRun } from '../assertion.js';
import { branchesOf, propertiesOf, schemaAt } from '../schema-walk.js';
import { connectionSpecificationOf, type SpecInput, specOf } from './spec-input.js';

/** Numbers 15 and 16: signing in by OAuth. */
export const OAUTH_RULES: readonly Assertion<SpecInput>[] = [
  {
    id: '15',
    name: 'spec-oauth-paths',
    title: 'everything that OAuth reads or writes is in the specification',
    runs: ['spec'],
    check: checkPaths,
  },
  {
    id: '16',
    name: 'spec-oauth-first',
    title: 'OAuth is the first choice among the credentials',
    runs: ['spec'],
    check: checkDefault,
  },
];

type Json = Readonly<Record<string, unknown>>;

const NO_OAUTH = notRun('the specification has no advanced_auth');

function checkPaths(input: SpecInput): string[] | Findings {
  const auth = advancedAuth(input);
  if (auth === undefined) return NO_OAUTH;
  const schema = connectionSpecificationOf(specOf(input));
  const paths = [...(auth.predicateKey.length > 0 ? [auth.predicateKey] : []), ...configPaths(auth.fields)];
  return paths
    .filter((path) => schemaAt(schema, path) === undefined)
    .map((path) => `${path.join('.')} is not in the specification`);
}

interface AdvancedAuth {
  readonly predicateKey: readonly string[];
  readonly predicateValue: unknown;
  readonly fields: unknown;
}

function advancedAuth(input: SpecInput): AdvancedAuth | undefined {
  const auth = specOf(input)['advanced_auth'];
  if (!isJsonObject(auth)) return undefined;
  return {
    predicateKey: texts(auth['predicate_key']) ?? [],
    predicateValue: auth['predicate_value'],
    fields: auth['oauth_config_specification'],
  };
}

/** Every `path_in_connector_config`, wherever it stands. */
function configPaths(value: unknown): string[][] {
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const path = name === 'path_in_connector_config' ? texts(member) : undefined;
    return path === undefined ? configPaths(member) : [path];
  });
}

function texts(value: unknown): string[] | undefined {
  return Array.isArray(value) ? value.map(String) : undefined;
}

function checkDefault(input: SpecInput): string[] | Findings {
  const auth = advancedAuth(input);
  if (auth === undefined) return NO_OAUTH;
  const choice = findChoice(connectionSpecificationOf(specOf(input)), auth.predicateKey);
  if (choice === undefined) return notRun('the credentials have no oneOf that advanced_auth names');
  const { const: constant, default: preset } = choice;
  const value = constant ?? preset;
  return value === auth.predicateValue ? [] : [`the first choice of ${auth.predicateKey.join('.')} is not OAuth`];
}

/** The property by which OAuth is chosen, in the first branch of the oneOf on the way to it. */
function findChoice(schema: Json, path: readonly string[]): Json | undefined {
  for (let length = 1; length < path.length; length += 1) {
    const holder = schemaAt(schema, path.slice(0, length));
    const [first] = holder === undefined ? [] : branchesOf(holder, 'oneOf');
    if (first === undefined) continue;
    const field = propertiesOf(schemaAt(first, path.slice(length, -1)) ?? {})[path.at(-1) ?? ''];
    return isJsonObject(field) ? field : {};
  }
  return undefined;
}
