import type { JsonObject } from '../../../util/json.js';
import { Random } from './random.js';
import type { TransformSubject } from './subject.js';

const KINDS = ['string', 'integer', 'number', 'boolean'] as const;
const COLUMNS = Array.from({ length: 40 }, (_, at) => [`column_${at}`, KINDS[at % KINDS.length] ?? 'string'] as const);
/** Patterns of present columns, as the rows of one table have. */
const PROFILES = 64;

/** A row of forty columns, every value of another type than its schema's. */
export function makeFlatSubject(records: number): TransformSubject {
  const random = new Random(2);
  const profiles = Array.from({ length: PROFILES }, () => COLUMNS.filter(() => !random.once(3)));
  return {
    name: 'flat',
    schema: {
      type: 'object',
      additionalProperties: true,
      properties: Object.fromEntries(COLUMNS.map(([name, type]) => [name, { type: ['null', type] }])),
    },
    refs: 0,
    records: Array.from({ length: records }, () => makeRecord(profiles[random.below(PROFILES)] ?? COLUMNS, random)),
  };
}

function makeRecord(columns: typeof COLUMNS, random: Random): JsonObject {
  const record: JsonObject = {};
  for (const [name, type] of columns) {
    if (type === 'string') record[name] = random.below(1_000_000);
    else if (type === 'boolean') record[name] = random.once(2) ? 'true' : 'false';
    else record[name] = `${random.below(10_000)}${type === 'number' ? '.25' : ''}`;
  }
  return record;
}
