import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../util/json.js';
import type { JsonSchema } from './json-schema.js';
import { SchemaLoader } from './schema-loader.js';
import type { TransformWarning } from './transform/runtime.js';
import { TransformConfig } from './transform-config.js';
import { type CustomTransform, TypeTransformer } from './type-transformer.js';

const folder = fileURLToPath(new URL('../../../shared/conformance/', import.meta.url));
const isPresent = existsSync(folder);

interface TransformCase {
  readonly name: string;
  readonly config?: readonly ('none' | 'default' | 'custom')[];
  readonly custom?: string;
  readonly schema: JsonSchema;
  readonly input: unknown;
  readonly input_json?: string;
  readonly expected: unknown;
  readonly warnings: readonly TransformWarning[];
  readonly tags?: readonly string[];
  readonly reason?: string;
}

function read<T>(path: string): T {
  return JSON.parse(readFileSync(`${folder}${path}`, 'utf8')) as T;
}

function readLines<T>(path: string): T[] {
  const lines = readFileSync(`${folder}${path}`, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as T);
}

const FLAGS = {
  none: TransformConfig.NoTransform,
  default: TransformConfig.DefaultSchemaNormalization,
  custom: TransformConfig.CustomSchemaNormalization,
};

function createCustom(name: string): CustomTransform {
  let calls = 0;
  const customs: Record<string, CustomTransform> = {
    replace_with_transformed: () => 'transformed',
    date_to_datetime_when_format_date_time: (value, schema) =>
      typeof value === 'string' && schema['format'] === 'date-time' ? `${value}T00:00:00Z` : value,
    append_seen: (value) => (Array.isArray(value) ? value : [value, 'seen']),
    wrap_scalar_for_object_type_as_b: (value, schema) =>
      schema['type'] === 'object' && (typeof value !== 'object' || value === null) ? { b: value } : value,
    log_order: (value) => {
      calls++;
      if (Array.isArray(value)) return value;
      return typeof value === 'object' && value !== null ? { ...value, call: calls } : `${value}#${calls}`;
    },
  };
  const custom = customs[name];
  if (custom === undefined) throw new Error(`unknown custom function ${name}`);
  return custom;
}

function run(item: TransformCase, strict = false): { record: unknown; warnings: TransformWarning[] } {
  const warnings: TransformWarning[] = [];
  const flags = (item.config ?? ['default']).reduce((all, name) => all | FLAGS[name], 0);
  const transformer = new TypeTransformer(flags, { strict, onWarning: (warning) => warnings.push(warning) });
  if (item.custom !== undefined) transformer.registerCustomTransform(createCustom(item.custom));
  const record = item.input_json === undefined ? structuredClone(item.input) : parseJson(item.input_json);
  transformer.transform(record, item.schema);
  return { record, warnings };
}

if (!isPresent) {
  it('the conformance data', ({ skip }) => skip('shared/conformance is not beside this repository'));
} else {
  const cases = read<TransformCase[]>('transform-cases.json');
  const pythonCases = read<TransformCase[]>('transform-cases-python-only.json');

  describe('the transformer against the conformance data', () => {
    it.each(cases)('$name', (item) => {
      const { record, warnings } = run(item);
      expect(record).toEqual(item.expected);
      expect(Object.keys(record ?? {})).toEqual(Object.keys(item.expected ?? {}));
      expect(warnings).toEqual(item.warnings);
    });

    it.each(pythonCases.filter(({ reason, name }) => reason === 'python-str' && name !== 'string_from_float_1.0'))(
      'writes as Python: $name',
      (item) => {
        const { record, warnings } = run(item);
        expect(record).toEqual(item.expected);
        expect(warnings).toEqual(item.warnings);
      },
    );

    it.each(pythonCases.filter(({ reason }) => reason === 'non-finite'))(
      'leaves what JSON cannot hold: $name',
      (item) => {
        const { record, warnings } = run(item);
        expect(record).toEqual(item.input);
        expect(warnings).toEqual([{ path: ['value'], from: 'string', to: 'number' }]);
      },
    );

    it.each(readLines<Omit<TransformCase, 'warnings'> & { warnings: number }>('transform-fuzz.jsonl'))(
      '$name',
      (item) => {
        const { record, warnings } = run({ ...item, warnings: [] });
        expect(record).toEqual(item.expected);
        expect(warnings).toHaveLength(item.warnings);
      },
    );
  });

  describe('the strict transformer against the conformance data', () => {
    it.each(cases.filter(({ tags }) => tags?.some((tag) => tag.startsWith('quirk:'))))('strict: $name', (item) => {
      const { record, warnings } = run(item, true);
      const wraps = item.tags?.includes('quirk:wrap-needs-list-form-of-items-type') && !item.name.includes('null');
      const value = Object.values(item.input as object)[0] as unknown;
      const key = Object.keys(item.input as object)[0] ?? '';
      expect(record).toEqual(wraps ? { [key]: [value] } : item.input);
      expect(warnings).toHaveLength(wraps ? 0 : 1);
    });

    it.each(cases.filter(({ tags }) => !tags?.some((tag) => tag.startsWith('quirk:'))))(
      'strict, as usual: $name',
      (item) => {
        const { record, warnings } = run(item, true);
        expect(record).toEqual(item.expected);
        expect(warnings).toEqual(item.warnings);
      },
    );

    it.each(['records', 'records_small'])('casts the nested %s', async (name) => {
      const loader = new SchemaLoader({
        schemasDir: `${folder}ads_insights`,
        sharedDir: `${folder}ads_insights/shared`,
      });
      const schema = await loader.load('ads_insights');
      const expected = readLines<unknown>(`ads_insights/${name}.expected.jsonl`);
      const inputs = readLines<unknown>(`ads_insights/${name}.jsonl`);
      const results = inputs.map((input) => run({ name, schema, input, expected: undefined, warnings: [] }));
      expect(results).toEqual(expected.map((record) => ({ record, warnings: [] })));
    });
  });
}
