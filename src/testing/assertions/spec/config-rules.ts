import { isDeepStrictEqual } from 'node:util';
import { compileValidator } from '../../../schema/ajv.js';
import { isJsonObject, stringifyJson } from '../../../util/json.js';
import { compareSpecs } from '../../compatibility/compare-specs.js';
import { describeChange } from '../../compatibility/connector-change.js';
import { tryConfigs } from '../../compatibility/try-configs.js';
import { type Assertion, type Findings, requiring } from '../assertion.js';
import { schemaNodes, schemaProblems } from '../schema-walk.js';
import { connectionSpecificationOf, type SpecInput, specOf, specsOf } from './spec-input.js';

/** Numbers 1 to 3: the specification as a whole. */
export const CONFIG_RULES: readonly Assertion<SpecInput>[] = [
  {
    id: '1',
    name: 'spec-valid',
    title: 'spec gives one valid specification, which the config fits',
    runs: ['spec'],
    isLead: true,
    check: checkConfig,
  },
  requiring('expectedSpec', {
    id: '2',
    name: 'spec-as-expected',
    title: 'spec answers what its file says',
    runs: ['spec'],
    check: checkExpected,
  }),
  { id: '3', name: 'spec-enums-unique', title: 'no enum repeats a value', runs: ['spec'], check: checkEnums },
];

/** Number 20. */
export const COMPATIBILITY_RULE: Assertion<SpecInput> = requiring('previousSpec', {
  id: '20',
  name: 'spec-compatible',
  title: 'configurations of the previous version still fit',
  runs: ['spec'],
  check: checkCompatible,
});

type With<Name extends keyof SpecInput> = SpecInput & Required<Pick<SpecInput, Name>>;

function checkConfig({ messages, config }: SpecInput): string[] {
  const specs = specsOf(messages);
  if (specs.length !== 1) return [`${specs.length} SPEC messages instead of one`];
  const schema = connectionSpecificationOf(specs[0] ?? {});
  const faults = schemaProblems(schema);
  if (faults.length > 0) return faults.map((fault) => `the specification is not a valid schema: ${fault}`);
  // The private keys of a test's own, which no specification knows.
  const own = Object.entries(config).filter(([name]) => !name.startsWith('_'));
  return validate(schema, Object.fromEntries(own)).map((fault) => `the config does not fit: ${fault}`);
}

/** A specification may have a `$ref` that leads nowhere: it cannot be compiled, which is a problem, too. */
function validate(schema: Readonly<Record<string, unknown>>, config: unknown): string[] {
  try {
    return compileValidator(schema)(config);
  } catch (error) {
    if (error instanceof Error) return [error.message];
    throw error;
  }
}

function checkExpected(input: With<'expectedSpec'>): string[] {
  const spec = specOf(input);
  const names = new Set([...Object.keys(spec), ...Object.keys(input.expectedSpec)]);
  return [...names]
    .filter((name) => !isDeepStrictEqual(plain(spec[name]), plain(input.expectedSpec[name])))
    .map((name) => `${name} differs from the file`);
}

/** Null and absent mean the same. */
function plain(value: unknown): unknown {
  if (value === null) return undefined;
  if (Array.isArray(value)) return value.map((element) => (element === null ? null : plain(element)));
  if (!isJsonObject(value)) return value;
  const present = Object.entries(value).filter(([, member]) => member !== null && member !== undefined);
  return Object.fromEntries(present.map(([name, member]) => [name, plain(member)]));
}

function checkEnums(input: SpecInput): string[] {
  return schemaNodes(connectionSpecificationOf(specOf(input))).flatMap(({ schema, pointer }) => {
    const values = Array.isArray(schema['enum']) ? schema['enum'].map(stringifyJson) : [];
    const repeated = new Set(values.filter((value, index) => values.indexOf(value) !== index));
    return [...repeated].map((value) => `${pointer || '/'}: the enum has ${value} twice`);
  });
}

function checkCompatible(input: With<'previousSpec'>): Findings {
  const next = connectionSpecificationOf(specOf(input));
  const configs = input.previousConfigs ?? [];
  const changes = [...compareSpecs(connectionSpecificationOf(input.previousSpec), next), ...tryConfigs(next, configs)];
  const problems = changes.filter((change) => change.breaking).map(describeChange);
  const notes = configs.length > 0 ? [] : ['not tried with configurations of the previous specification'];
  return { problems, notes };
}
