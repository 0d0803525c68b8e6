import { z } from 'zod';
import type { AdvancedAuth, ConnectorSpecification } from '../../protocol/messages.js';

/** The protocol version that this CDK speaks. */
const PROTOCOL_VERSION = '0.18.0';

/**
 * Makes the specification of a connector from the zod shape of its configuration. Keys given by `.meta()`
 * (`title`, `description`, `order`, `airbyte_secret`, `examples` ...) are carried over.
 *
 * @example
 * makeSpecification(z.object({ api_key: z.string().meta({ airbyte_secret: true }) }), undefined)
 */
export function makeSpecification(
  configSchema: z.ZodType,
  documentationUrl: string | undefined,
  advancedAuth?: AdvancedAuth | undefined,
): ConnectorSpecification {
  const { $schema, ...rest } = z.toJSONSchema(configSchema, { target: 'draft-7', io: 'input', unrepresentable: 'any' });
  return {
    protocol_version: PROTOCOL_VERSION,
    ...(documentationUrl === undefined ? {} : { documentationUrl }),
    connectionSpecification: { $schema, ...rest, additionalProperties: true },
    ...(advancedAuth === undefined ? {} : { advanced_auth: advancedAuth }),
  };
}
