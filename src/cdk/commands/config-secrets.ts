import type { JsonSchema } from '../../schema/json-schema.js';
import { isJsonObject } from '../../util/json.js';

/** Steps from the configuration to a secret; `null` stands for every element of a list. */
type SecretPath = readonly (string | null)[];

/**
 * Every value of `config` whose place in the specification is marked `airbyte_secret`, at any depth and
 * under any combination of properties, items and unions. A marked object or list gives all texts inside.
 */
export async function collectSecrets(specification: JsonSchema, config: unknown): Promise<string[]> {
  const secrets = new Set<string>();
  for (const path of await secretPaths(specification)) {
    for (const value of valuesAt(config, path)) addTexts(value, secrets);
  }
  return [...secrets];
}

async function secretPaths(specification: JsonSchema): Promise<SecretPath[]> {
  const { default: traverse } = await import('json-schema-traverse');
  const paths: SecretPath[] = [];
  traverse(specification, {
    cb: (schema: JsonSchema, pointer: string) => {
      if (schema['airbyte_secret'] === true) paths.push(dataPath(pointer));
    },
  });
  return paths;
}

/** Turns `/properties/a/items/oneOf/0/properties/b` into `a`, every element, `b`. */
function dataPath(pointer: string): SecretPath {
  const parts = pointer.split('/').slice(1).map(unescapePointer);
  const path: (string | null)[] = [];
  for (let index = 0; index < parts.length; index += 1) {
    const part = parts[index];
    if (part === 'properties') {
      index += 1;
      path.push(parts[index] ?? null);
    } else if (part === 'patternProperties') {
      index += 1;
      path.push(null);
    } else if (part === 'items' || part === 'additionalItems' || part === 'additionalProperties') {
      path.push(null);
    }
  }
  return path;
}

function unescapePointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

function valuesAt(value: unknown, path: SecretPath): unknown[] {
  const [step, ...rest] = path;
  if (step === undefined) return [value];
  if (step !== null) return isJsonObject(value) && Object.hasOwn(value, step) ? valuesAt(value[step], rest) : [];
  const members = Array.isArray(value) ? value : isJsonObject(value) ? Object.values(value) : [];
  return members.flatMap((member) => valuesAt(member, rest));
}

function addTexts(value: unknown, secrets: Set<string>): void {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') secrets.add(String(value));
  else if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) addTexts(member, secrets);
  }
}
