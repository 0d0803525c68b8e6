import { compileValidator } from '../../schema/ajv.js';
import type { JsonSchema } from '../../schema/json-schema.js';
import { loadPackage } from '../../util/load-package.js';
import { schemaProblems } from '../assertions/schema-walk.js';

const NO_GENERATOR =
  'A previous specification needs the package json-schema-faker: npm install --save-dev json-schema-faker.';
const COUNT = 100;
/** A generator that misses a rule of the schema gives it another try. */
const TRIES = 300;

/**
 * Configurations that fit `schema`, always the same ones; empty if it is not a valid schema.
 *
 * @throws CodedError `OPTIONAL_PACKAGE_MISSING` without the generator.
 */
export async function generateConfigs(schema: JsonSchema): Promise<unknown[]> {
  const { createGenerator } = await loadPackage('json-schema-faker', () => import('json-schema-faker'), NO_GENERATOR);
  if (schemaProblems(schema).length > 0) return [];
  const problemsOf = compileValidator(schema);
  const generator = createGenerator({ seed: 1, optionalsProbability: 0.5, maxDefaultItems: 3 });
  const configs: unknown[] = [];
  for (let tries = 0; tries < TRIES && configs.length < COUNT; tries += 1) {
    const config = await tryGenerate(() => generator.generate(schema));
    if (config !== undefined && problemsOf(config).length === 0) configs.push(config);
  }
  return configs;
}

/** A pattern that the generator does not understand gives no value; the number of configurations is reported. */
async function tryGenerate(generate: () => Promise<unknown>): Promise<unknown> {
  try {
    return await generate();
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}
