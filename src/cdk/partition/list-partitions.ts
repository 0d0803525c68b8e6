import type { JsonObject } from '../../util/json.js';
import type { PartitionRouter } from './partition-router.js';

/**
 * Partitions that are known beforehand, such as the accounts of a configuration.
 *
 * @example
 * override readonly partitions = listPartitions([{ region: 'eu' }, { region: 'us' }]);
 */
export function listPartitions<Fields extends JsonObject>(fields: readonly Fields[]): PartitionRouter<Fields> {
  return {
    start: () => ({
      isWhole: true,
      partitions: () => fields.map((each) => ({ key: each, fields: each })),
      parentState: () => undefined,
      end: async () => {},
    }),
  };
}
