import { z } from 'zod';
import type { SqlColumn } from '../contract/design.js';

/**
 * JSON text that keeps integers of any size: a bigint is the string `~i` and its digits. A string that begins with `~`
 * gets one more in front.
 *
 * @example
 * exactJson({ minimum: -5n, name: '~a' }) // '{"minimum":"~i-5","name":"~~a"}'
 */
export function exactJson(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => {
    if (typeof member === 'bigint') return `~i${member}`;
    return typeof member === 'string' && member.startsWith('~') ? `~${member}` : member;
  });
}

/** Reads what {@link exactJson} wrote; undefined for anything else. */
export function readExactJson(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text, (_, member: unknown) => {
      if (typeof member !== 'string' || !member.startsWith('~')) return member;
      return member.startsWith('~i') ? BigInt(member.slice(2)) : member.slice(1);
    });
  } catch {
    return undefined;
  }
}

const count = z.number().int().nonnegative();

const form = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('integer'), minimum: z.bigint(), maximum: z.bigint() }),
  z.object({ kind: z.literal('float'), bits: z.literal([32, 64]), holdsNonFinite: z.boolean() }),
  z.object({ kind: z.literal('decimal'), precision: count.exactOptional(), scale: count.exactOptional() }),
  z.object({ kind: z.literal('boolean'), write: z.enum(['word', 'digit']) }),
  z.object({
    kind: z.literal('timestamp'),
    write: z.enum(['iso', 'plain']),
    digits: count,
    minYear: z.number(),
    maxYear: z.number(),
  }),
  z.object({ kind: z.literal('date'), minYear: z.number(), maxYear: z.number() }),
  z.object({ kind: z.literal(['time', 'duration']) }),
  z.object({ kind: z.literal('uuid'), write: z.enum(['text', 'hex']) }),
  z.object({ kind: z.literal('ip'), versions: z.enum(['v4', 'v6', 'both']), write: z.enum(['text', 'hex']) }),
  z.object({
    kind: z.literal('text'),
    maxChars: count.exactOptional(),
    maxBytes: count.exactOptional(),
    holdsNul: z.boolean(),
  }),
  z.object({ kind: z.literal('enum'), values: z.array(z.string()) }),
  z.object({ kind: z.literal('json'), holdsNul: z.boolean(), maxDepth: count.exactOptional() }),
  z.object({
    kind: z.literal('array'),
    get items() {
      return form;
    },
    write: z.enum(['braces', 'json']),
  }),
]);

/** What the schema of DAP says of a column is kept as it is: a stage of another version is not read at all. */
const dapColumn = z.looseObject({
  name: z.string(),
  part: z.enum(['key', 'value']),
  nullable: z.boolean(),
  type: z.looseObject({ kind: z.string() }),
});

const lookup = z.object({
  schema: z.string(),
  table: z.string(),
  idColumn: z.string(),
  valueColumn: z.string(),
  maxChars: count.exactOptional(),
});

const columns = z.array(
  z.object({
    name: z.string(),
    headerName: z.string(),
    column: dapColumn,
    type: z.string(),
    form,
    isKey: z.boolean(),
    nullable: z.boolean(),
    defaultSql: z.string().exactOptional(),
    comment: z.string().exactOptional(),
    lookup: lookup.exactOptional(),
  }),
);

/** Columns of a stage out of their text; undefined when they cannot be read. */
export function readColumns(text: unknown): readonly SqlColumn[] | undefined {
  return columns.safeParse(readExactJson(text)).data as readonly SqlColumn[] | undefined;
}

const objectIds = z.array(z.string());

/** Ids of the files of a job out of their text; undefined when they cannot be read. */
export function readObjectIds(text: unknown): readonly string[] | undefined {
  return objectIds.safeParse(readExactJson(text)).data;
}
