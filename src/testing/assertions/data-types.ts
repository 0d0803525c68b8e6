import type { ReceivedStream } from '../received-message.js';
import { branchesOf, schemaNodes, typesOf } from './schema-walk.js';

type Schema = Readonly<Record<string, unknown>>;

/** The types that each `airbyte_type` may stand beside. Source: Airbyte, "Data Types in Records". */
const AIRBYTE_TYPES: ReadonlyMap<string, readonly string[]> = new Map([
  ['timestamp_with_timezone', ['string']],
  ['timestamp_without_timezone', ['string']],
  ['time_with_timezone', ['string']],
  ['time_without_timezone', ['string']],
  ['integer', ['integer', 'number']],
  ['big_integer', ['string', 'integer', 'number']],
  ['big_number', ['string', 'number']],
]);

const FORMATS_OF_TEXT = new Set(['date', 'date-time', 'time']);

/** Where the schema of a stream leaves Airbyte's type system. */
export function checkDataTypes({ json_schema: root }: ReceivedStream): string[] {
  const top = typesOf(root).includes('object') ? [] : ['the top level is not of type object'];
  return [...top, ...schemaNodes(root).flatMap(({ schema, pointer }) => checkNode(schema, pointer || '/'))];
}

function checkNode(schema: Schema, pointer: string): string[] {
  const { airbyte_type: airbyteType, format } = schema;
  const types = typesWithBranches(schema);
  const fits = (allowed: readonly string[]) => types.length === 0 || types.some((type) => allowed.includes(type));
  const problems: string[] = [];
  if (airbyteType !== undefined) {
    const allowed = AIRBYTE_TYPES.get(String(airbyteType));
    if (allowed === undefined) problems.push(`unknown airbyte_type ${String(airbyteType)} at ${pointer}`);
    else if (!fits(allowed)) problems.push(`airbyte_type ${String(airbyteType)} beside type ${types} at ${pointer}`);
  }
  if (typeof format === 'string' && FORMATS_OF_TEXT.has(format) && !fits(['string'])) {
    problems.push(`format ${format} beside type ${types} at ${pointer}`);
  }
  return problems;
}

function typesWithBranches(schema: Schema): string[] {
  const branches = ['oneOf', 'anyOf'].flatMap((keyword) => branchesOf(schema, keyword));
  return [...typesOf(schema), ...branches.flatMap(typesWithBranches)];
}
