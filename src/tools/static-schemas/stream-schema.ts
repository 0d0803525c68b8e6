import type { ColumnFact, TableFact } from '../../emulator/facts/index.js';
import { propertyDescription, type Schema, typeSchema } from './property-schema.js';
import { sharedPartOf } from './shared-parts.js';

/**
 * The static stream schema of a table: draft-07, columns flat, nullable but the key, recurring parts referred to
 * by the name of their file under `shared/`.
 */
export function streamSchema(fact: TableFact): Schema {
  const columns = fact.columns.map((column) => [column.name, propertySchema(fact.table, column)] as const);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: fact.table,
    description: fact.description,
    type: 'object',
    additionalProperties: true,
    properties: {
      ...Object.fromEntries(columns),
      _ab_cdc_updated_at: { $ref: 'cdc_updated_at.json' },
      _ab_cdc_deleted_at: { $ref: 'cdc_deleted_at.json' },
    },
  };
}

function propertySchema(table: string, column: ColumnFact): Schema {
  const description = propertyDescription(column);
  const part = sharedPartOf(table, column);
  return part === undefined ? { ...typeSchema(column), description } : { $ref: part, description };
}
