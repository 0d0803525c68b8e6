import { valueAt } from '../../util/json.js';
import type { ConfiguredStreamEntry } from '../catalog-of.js';
import { recordKey } from '../messages-of-type.js';
import type { ReceivedRecord } from '../received-message.js';
import { streamKey } from '../stream-key.js';
import type { Assertion, Findings } from './assertion.js';
import type { BasicReadInput } from './basic-read-input.js';
import { ProblemList } from './problem-list.js';
import { keyPaths } from './record-identity.js';
import { RecordValidator } from './record-validator.js';
import { propertiesOf } from './schema-walk.js';

/** Numbers 34 to 36 and 38: each record by itself. */
export const RECORD_ASSERTIONS: readonly Assertion<BasicReadInput>[] = [
  {
    id: '34',
    name: 'record-shares-field',
    title: 'each record shares a field with its schema',
    runs: ['first'],
    check: perRecord(() => (record, { stream }) => {
      const names = Object.keys(propertiesOf(stream.json_schema));
      return names.length === 0 || names.some((name) => Object.hasOwn(record.data, name)) ? [] : ['shares no field'];
    }),
  },
  { id: '35', name: 'record-fits-schema', title: 'each record fits its schema', runs: ['first'], check: checkSchemas },
  {
    id: '36',
    name: 'record-columns-known',
    title: 'no record has a column that its schema lacks',
    runs: ['first'],
    uses: ['allowExtraColumns'],
    check: perRecord(({ allowExtraColumns }) => (record, { stream }) => {
      if (allowExtraColumns === true) return [];
      const known = propertiesOf(stream.json_schema);
      return Object.keys(record.data)
        .filter((name) => !Object.hasOwn(known, name))
        .map((name) => `column ${name} is not in the schema`);
    }),
  },
  {
    id: '38',
    name: 'record-keys-scalar',
    title: 'primary keys are scalars and not all null',
    runs: ['first'],
    check: perRecord(() => checkKey),
  },
];

function checkKey(record: ReceivedRecord, entry: ConfiguredStreamEntry): string[] {
  const values = keyPaths(entry).map((path) => valueAt(record.data, path));
  if (values.some((value) => typeof value === 'object' && value !== null)) return ['the key is an object or a list'];
  return values.length > 0 && values.every((value) => value === null || value === undefined) ? ['the key is null'] : [];
}

type RecordCheck = (record: ReceivedRecord, entry: ConfiguredStreamEntry) => readonly string[];

function perRecord(checkFor: (input: BasicReadInput) => RecordCheck): Assertion<BasicReadInput>['check'] {
  return (input) => {
    const check = checkFor(input);
    const entries = entriesOf(input);
    const problems = new ProblemList();
    for (const { message, number } of input.output) {
      const entry = message?.record === undefined ? undefined : entries.get(recordKey(message.record));
      if (message?.record === undefined || entry === undefined) continue;
      for (const problem of check(message.record, entry)) {
        problems.add(`${recordKey(message.record)}: ${problem}`, `line ${number}`);
      }
    }
    return problems.texts();
  };
}

function entriesOf({ catalog }: BasicReadInput): ReadonlyMap<string, ConfiguredStreamEntry> {
  return new Map(catalog.streams.map((entry) => [streamKey(entry.stream), entry]));
}

function checkSchemas(input: BasicReadInput): Findings {
  const notes: string[] = [];
  const validators = new Map<string, RecordValidator | undefined>();
  for (const [name, { stream }] of entriesOf(input)) {
    const validator = validatorFor(stream.json_schema);
    if (validator === undefined) notes.push(`${name}: not judged, because its schema cannot be read`);
    validators.set(name, validator);
  }
  const problems = new ProblemList();
  for (const { message, number, text } of input.output) {
    if (message?.record === undefined) continue;
    const name = recordKey(message.record);
    if (!validators.has(name)) problems.add(`${name}: the stream is not in the catalog`, `line ${number}`);
    for (const problem of validators.get(name)?.problems(message.record.data, text) ?? []) {
      problems.add(`${name}: ${problem}`, `line ${number}`);
    }
  }
  return { problems: problems.texts(), notes };
}

/** Undefined for what is not a valid schema, which rule 23 reports. */
function validatorFor(schema: object): RecordValidator | undefined {
  try {
    return new RecordValidator(schema);
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}
