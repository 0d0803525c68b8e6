import { z } from 'zod';
import type { ColumnFact, ColumnType, TableFact } from './column-fact.js';
import { COLUMN_TYPES, RELEASES } from './column-fact.js';

/** `varchar(255)[]`: the type, its size, and whether it is a list. */
const TYPE = /^([a-z0-9-]+)(?:\((\d+)(?:,(\d+))?\))?(\[\])?$/;

const leaf = z.strictObject({
  name: z.string().regex(/^\w+$/),
  type: z.string().regex(TYPE),
  nullable: z.boolean(),
  key: z.literal(true).exactOptional(),
  enum: z.string().exactOptional(),
  shared: z.literal(true).exactOptional(),
  values: z.array(z.union([z.string(), z.int()])).exactOptional(),
  supposed: z.array(z.string()).nonempty().exactOptional(),
  references: z
    .array(z.string().regex(/^\w+\.\w+$/))
    .nonempty()
    .exactOptional(),
  json: z.literal(true).exactOptional(),
  oversize: z.literal(true).exactOptional(),
  since: z.enum(RELEASES).exactOptional(),
  certainty: z.enum(['likely', 'invented']).exactOptional(),
  description: z.string().regex(/^[A-Z`].*\.$/),
});

/** Objects are nested one level deep. */
const column = leaf.extend({ members: z.array(leaf).exactOptional() });

/** One file under `facts/`: a table with its columns in order. */
const file = z.strictObject({
  description: z.string().regex(/^[A-Z].*\.$/),
  placeholder: z.literal(true).exactOptional(),
  since: z.enum(RELEASES).exactOptional(),
  certainty: z.enum(['likely', 'invented']).exactOptional(),
  columns: z.array(column).nonempty(),
});

type ColumnEntry = z.infer<typeof column>;

/**
 * Reads the text of a file of facts.
 *
 * @throws Error that names the file when it breaks the form: a defect of the facts themselves.
 */
export function parseFactFile(namespace: string, table: string, text: string): TableFact {
  try {
    const { columns, placeholder = false, ...rest } = file.parse(JSON.parse(text));
    const facts = columns.map(columnFact);
    const keyColumns = facts.filter((fact) => fact.key).map((fact) => fact.name);
    return { namespace, table, ...rest, columns: facts, keyColumns, placeholder };
  } catch (error) {
    throw new Error(`The facts of ${namespace}.${table} are wrong.`, { cause: error });
  }
}

function columnFact(entry: ColumnEntry): ColumnFact {
  const { type: text, key = false, oversize = false, enum: enumName, shared, values, members, ...rest } = entry;
  const fact: ColumnFact = {
    ...rest,
    ...typeFacts(text),
    key,
    oversize,
    ...(enumName === undefined ? {} : { enumName }),
    ...(shared === undefined ? {} : { sharedEnum: shared }),
    ...(values === undefined ? {} : { values: values.map(String) }),
    ...(members === undefined ? {} : { members: members.map(columnFact) }),
  };
  const flaw = flawOf(fact);
  if (flaw !== undefined) throw new Error(`Column ${fact.name} ${flaw}.`);
  return fact;
}

function typeFacts(text: string): Pick<ColumnFact, 'type' | 'maxLength' | 'precision' | 'scale'> {
  const [, name = '', first, second, list = ''] = TYPE.exec(text) ?? [];
  const type = COLUMN_TYPES.find((known): known is ColumnType => known === name + list);
  if (type === undefined) throw new Error(`${text} is not a type.`);
  if (first === undefined) return { type };
  return type === 'decimal'
    ? { type, precision: Number(first), scale: Number(second) }
    : { type, maxLength: Number(first) };
}

/** Rules that concern several members. */
function flawOf({
  type,
  enumName,
  values,
  supposed = [],
  members,
  maxLength,
  description,
}: ColumnFact): string | undefined {
  const isEnum = type.includes('enum');
  if (isEnum !== (values !== undefined) || isEnum !== (enumName !== undefined))
    return 'needs values and name of an enum';
  if (supposed.some((value) => values?.includes(value) !== true)) return 'supposes values that it does not have';
  if ((type === 'object') !== (members !== undefined)) return 'needs the members of an object';
  if (type.startsWith('varchar') && maxLength === undefined) return 'needs a length';
  return description === undefined ? 'needs a description' : undefined;
}
