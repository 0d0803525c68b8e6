import { compileValidator } from '../../schema/ajv.js';
import type { JsonSchema } from '../../schema/json-schema.js';
import { schemaProblems } from '../assertions/schema-walk.js';
import { breaking, type ConnectorChange } from './connector-change.js';

/**
 * What `next` refuses of configurations made from the previous specification: it finds what no rule about single
 * keywords knows, such as a new pattern. What is not a schema cannot be tried.
 *
 * @example
 * tryConfigs({ properties: { key: { type: 'string', pattern: '^x' } } }, [{ key: 'y' }])
 * // [{ breaking: true, place: '', what: 'a configuration of the previous version is refused: /key must match pattern "^x"' }]
 */
export function tryConfigs(next: JsonSchema, configs: readonly unknown[]): ConnectorChange[] {
  if (configs.length === 0 || schemaProblems(next).length > 0) return [];
  const faults = configs.flatMap((config) => validate(next, config).slice(0, 1));
  return [...new Set(faults)].map((fault) =>
    breaking('', `a configuration of the previous version is refused: ${fault}`),
  );
}

/** A specification may have a `$ref` that leads nowhere: that it cannot be compiled is a problem, too. */
function validate(schema: JsonSchema, config: unknown): string[] {
  try {
    return compileValidator(schema)(config);
  } catch (error) {
    if (error instanceof Error) return [error.message];
    throw error;
  }
}
