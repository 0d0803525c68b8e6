import type { JsonSchema } from '../schema/json-schema.js';

/** Commit time of the row in DAP: the cursor. */
export const UPDATED_AT = '_ab_cdc_updated_at';
/** When the row was deleted; null as long as it exists. */
export const DELETED_AT = '_ab_cdc_deleted_at';

const INSTANT = { type: ['null', 'string'], format: 'date-time', airbyte_type: 'timestamp_with_timezone' };

/** The two columns that every stream has besides those of its table. */
export const CDC_PROPERTIES: Readonly<Record<string, JsonSchema>> = {
  [UPDATED_AT]: { ...INSTANT, description: 'When DAP committed this version of the row.' },
  [DELETED_AT]: { ...INSTANT, description: 'When DAP deleted the row; null as long as it exists.' },
};
