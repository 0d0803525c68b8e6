import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonSchema } from '../../../schema/json-schema.js';
import { SchemaLoader } from '../../../schema/schema-loader.js';
import type { JsonObject } from '../../../util/json.js';
import { Random } from './random.js';
import type { TransformSubject } from './subject.js';

const nullable = (type: string) => ({ type: ['null', type] });
const listOf = (properties: object) => ({
  type: ['null', 'array'],
  items: { type: ['null', 'object'], properties, additionalProperties: true },
});

const PERIODS = ['first_day', 'first_week', 'first_month', 'last_week', 'last_month'] as const;
const COUNTS = listOf({
  kind: nullable('string'),
  role_id: nullable('string'),
  total: nullable('number'),
  ...Object.fromEntries(PERIODS.map((period) => [period, nullable('number')])),
  is_final: nullable('boolean'),
});
const HISTOGRAM = listOf({
  kind: nullable('string'),
  buckets: { type: ['null', 'array'], items: nullable('integer') },
});

/** What is counted in a course, each by kind and period, each a `$ref` into the shared folder. */
const COUNTED = [
  'views',
  'posts',
  'replies',
  'submissions',
  'late_submissions',
  'grades',
  'downloads',
  'quiz_attempts',
];
const COUNT_NAMES = ['student', 'teacher', 'observer', 'guest', 'mobile'].flatMap((who) =>
  COUNTED.map((what) => `${who}_${what}`),
);
const HISTOGRAM_NAMES = ['hours_of_day', 'days_of_week', 'scores', 'attempt_seconds'];
const SCALARS = {
  course_id: 'string',
  account_id: 'string',
  term_id: 'string',
  average_score: 'number',
  median_score: 'number',
  student_count: 'integer',
  section_count: 'integer',
  is_published: 'boolean',
} as const;

const SCHEMA = {
  type: 'object',
  additionalProperties: true,
  properties: {
    ...Object.fromEntries(Object.entries(SCALARS).map(([name, type]) => [name, nullable(type)])),
    ...Object.fromEntries(COUNT_NAMES.map((name) => [name, { $ref: 'counts.json', description: `All ${name}` }])),
    ...Object.fromEntries(HISTOGRAM_NAMES.map((name) => [name, { $ref: 'histogram.json' }])),
  },
};

/** A report on a course: objects in lists in an object, 44 `$ref`s, every leaf of another type than its schema's. */
export async function makeNestedSubject(records: number): Promise<TransformSubject> {
  const random = new Random(1);
  return {
    name: 'nested',
    schema: await loadSchema(),
    refs: COUNT_NAMES.length + HISTOGRAM_NAMES.length,
    records: Array.from({ length: records }, () => makeRecord(random)),
  };
}

/** As a connector does: from files, with every `$ref` written out. */
async function loadSchema(): Promise<JsonSchema> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-schemas-'));
  try {
    const files = { 'course_report.json': SCHEMA, 'counts.json': COUNTS, 'histogram.json': HISTOGRAM };
    for (const [name, schema] of Object.entries(files)) await writeFile(join(folder, name), JSON.stringify(schema));
    return await new SchemaLoader({ schemasDir: folder, sharedDir: folder }).load('course_report');
  } finally {
    await rm(folder, { recursive: true });
  }
}

function makeRecord(random: Random): JsonObject {
  const record: JsonObject = {};
  for (const [name, type] of Object.entries(SCALARS)) record[name] = misfit(type, random);
  for (const name of COUNT_NAMES) {
    record[name] = Array.from({ length: 1 + random.below(2) }, () => makeCounts(random));
  }
  for (const name of HISTOGRAM_NAMES) {
    const buckets = Array.from({ length: 8 }, () => misfit('integer', random));
    record[name] = [{ kind: misfit('string', random), buckets }];
  }
  return record;
}

function makeCounts(random: Random): JsonObject {
  const counts: JsonObject = { kind: misfit('string', random), total: misfit('number', random) };
  if (random.once(2)) counts['role_id'] = misfit('string', random);
  // A period without events is left out, as such interfaces do: so records have many shapes.
  for (const period of PERIODS) if (!random.once(4)) counts[period] = misfit('number', random);
  counts['is_final'] = misfit('boolean', random);
  return counts;
}

/** A value as an API sends it whose documentation says `type`. */
function misfit(type: string, random: Random): string | number {
  if (type === 'string') return 1 + random.below(1_000_000);
  if (type === 'boolean') return random.once(2) ? 'true' : 'false';
  const whole = String(random.below(10_000));
  return type === 'integer' ? whole : `${whole}.${random.below(10_000)}`;
}
