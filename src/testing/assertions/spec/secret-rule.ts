import { isJsonObject } from '../../../util/json.js';
import type { Assertion } from '../assertion.js';
import { branchesOf, propertiesOf, typesOf } from '../schema-walk.js';
import { connectionSpecificationOf, type SpecInput, specOf } from './spec-input.js';

/**
 * Number 5. The names are those of Airbyte's retired acceptance tests together with the endings of the standard tests
 * that replaced them. As there, an explicit `airbyte_secret: false` says that a name only looks like a secret; for names
 * that leave no doubt the older rule stays.
 */
export const SECRET_RULE: Assertion<SpecInput> = {
  id: '5',
  name: 'spec-secrets-marked',
  title: 'secrets are marked as such, and nothing else is',
  runs: ['spec'],
  check: (input) => checkSchema(connectionSpecificationOf(specOf(input)), { pointer: '', hiddenBy: undefined }),
};

const NAMES = new Set(
  `client_token access_token api_token token secret client_secret password key service_account_info service_account
   tenant_id certificate jwt credentials app_id appid refresh_token`.split(/\s+/),
);
const BEYOND_DOUBT = new Set(
  `client_token access_token api_token token secret client_secret password service_account_info service_account jwt
   refresh_token`.split(/\s+/),
);
const ENDINGS = /(_token|_secret|password|api_key|apikey|secret_key|private_key|access_key)$/;

const UNIONS = ['oneOf', 'anyOf', 'allOf'];

type Schema = Readonly<Record<string, unknown>>;

interface Place {
  readonly pointer: string;
  /** The keyword on the way under which the masks of Airbyte's CDK do not find a flag. */
  readonly hiddenBy: string | undefined;
}

function checkSchema(schema: Schema, place: Place): string[] {
  const fields = Object.entries(propertiesOf(schema)).filter((entry): entry is [string, Schema] =>
    isJsonObject(entry[1]),
  );
  const siblings = fields.map(([name]) => name);
  const own = fields.flatMap(([name, field]) => {
    const at = { ...place, pointer: `${place.pointer}/properties/${name}` };
    return [...checkField(name, field, siblings, at), ...checkFlag(field, at), ...checkSchema(field, at)];
  });
  return [...own, ...checkBranches(schema, place), ...checkItems(schema, place)];
}

function checkBranches(schema: Schema, place: Place): string[] {
  return UNIONS.flatMap((keyword) =>
    branchesOf(schema, keyword).flatMap((branch, index) => {
      const isBlind = keyword !== 'oneOf' || place.pointer === '';
      const at = {
        pointer: `${place.pointer}/${keyword}/${index}`,
        hiddenBy: place.hiddenBy ?? (isBlind ? keyword : undefined),
      };
      return [...checkFlag(branch, at), ...checkSchema(branch, at)];
    }),
  );
}

/** The elements of a list of secrets carry its flag. */
function checkItems(schema: Schema, place: Place): string[] {
  const { items } = schema;
  if (!isJsonObject(items)) return [];
  const at = { ...place, pointer: `${place.pointer}/items` };
  return [...checkFlag(items, at), ...checkSchema(items, at)];
}

function checkFlag(schema: Schema, { pointer, hiddenBy }: Place): string[] {
  const flag = schema['airbyte_secret'];
  if (flag === undefined || flag === null) return [];
  if (typeof flag !== 'boolean') return [`${pointer}: airbyte_secret is not a boolean, so nothing is hidden`];
  return flag && hiddenBy !== undefined ? [`${pointer}: airbyte_secret under ${hiddenBy} hides nothing`] : [];
}

/** Judged by its name, as are the elements of a list; a field without a type is not judged. */
function checkField(name: string, field: Schema, siblings: readonly string[], { pointer }: Place): string[] {
  const elements = field['items'];
  const inList = isJsonObject(elements)
    ? checkField(name, elements, siblings, { pointer: `${pointer}/items`, hiddenBy: undefined })
    : [];
  if (!looksSecret(name, siblings) || !hasType(field)) return inList;
  const [isMarked, canHold] = [hasFlag(field), canHoldSecret(field)];
  if (isMarked && !canHold) return [`${pointer}: airbyte_secret on what cannot hold a secret`, ...inList];
  if (!canHold || isMarked) return inList;
  if (BEYOND_DOUBT.has(toSnake(name))) return [`${pointer}: is a secret but is not marked airbyte_secret`, ...inList];
  if (field['airbyte_secret'] === false) return inList;
  return [`${pointer}: looks like a secret but is not marked airbyte_secret (set it to false if it is not)`, ...inList];
}

function hasType(schema: Schema): boolean {
  return typesOf(schema).length > 0 || UNIONS.some((keyword) => branchesOf(schema, keyword).some(hasType));
}

function looksSecret(name: string, siblings: readonly string[]): boolean {
  const snake = toSnake(name);
  if (NAMES.has(snake)) return true;
  if (!ENDINGS.test(snake)) return false;
  // The public half of a pair of keys.
  const isPublicHalf = /(?<!secret_)access_key$/.test(snake);
  return !isPublicHalf || !siblings.some((other) => other !== name && /(^|_)secret$|secret_key$/.test(toSnake(other)));
}

function toSnake(name: string): string {
  return name
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_')
    .toLowerCase()
    .replaceAll('-', '_');
}

/** A flag of any kind counts here, also if it hides nothing: that is a problem of its own. */
function hasFlag(schema: Schema): boolean {
  const flag = schema['airbyte_secret'] ?? false;
  return flag !== false || UNIONS.some((keyword) => branchesOf(schema, keyword).some(hasFlag));
}

function canHoldSecret(schema: Schema): boolean {
  if (Object.hasOwn(schema, 'const')) return false;
  if (Object.hasOwn(schema, 'type')) return typesOf(schema).some((type) => /^(string|integer|number)$/.test(type));
  return UNIONS.some((keyword) => branchesOf(schema, keyword).some(canHoldSecret));
}
