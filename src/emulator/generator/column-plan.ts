import type { RowValue } from '../emulator.js';
import type { ColumnFact, TableFact } from '../facts/column-fact.js';
import { UNSPECIFIED } from '../facts/index.js';
import { evolvedMaker } from './evolution.js';
import { hashText, mix, scramble } from './hash.js';
import { polymorphicMakers } from './polymorphic.js';
import { referencedTable, referenceMaker } from './references.js';
import type { MakeValue } from './row-context.js';
import * as scalars from './scalars.js';
import { textFor } from './text-rules.js';
import type { MakeText } from './texts.js';
import { address, jsonText, pick, uuid } from './texts.js';
import type { World } from './world.js';

/** How one column of a table is made. */
export interface ColumnPlan {
  readonly name: string;
  readonly fact: ColumnFact;
  readonly key: boolean;
  readonly salt: number;
  /** Whether an update of the row may change the value. */
  readonly mutable: boolean;
  /** Share of the rows that have the column. */
  readonly likelihood: number;
  /** Whether the value is a text without characters that JSON must escape. */
  readonly plain: boolean;
  readonly make: MakeValue;
}

const MUTABLE =
  /(^updated_at|state|score|grade|count|position|body|description|message|title|name|^last_|attempt|posted_at|excused|points|late|due_at|settings|data)/;
const PLAIN_TYPES: ReadonlySet<string> = new Set(['timestamp', 'date', 'uuid', 'inet', 'enum', 'open-enum']);
/** Digits of money, which the service does not state. */
const SUPPOSED_PRECISION = 10;
const LIKELIHOODS = [0.08, 0.35, 0.6, 0.9, 0.98] as const;

/** What the service writes in place of a text that is too big. */
const OVERSIZE_MARKER = '__dap_oversized_truncated__';

/** The plan of every column of a table, in the order of its facts. */
export function planColumns(world: World, fact: TableFact): readonly ColumnPlan[] {
  return fact.columns.map((column) => {
    const salt = hashText(`${fact.namespace}.${fact.table}.${column.name}`);
    return {
      name: column.name,
      fact: column,
      key: column.key,
      salt,
      mutable: MUTABLE.test(column.name),
      likelihood: likelihood(column, salt),
      plain: isPlain(column),
      make: makerFor(world, fact, column),
    };
  });
}

function likelihood(column: ColumnFact, salt: number): number {
  if (!column.nullable) return 1;
  // A new column shows in most rows that are written since.
  if (isAdded(column)) return 0.9;
  if (/^(deleted_at|sis_batch_id|migration_id|.*_override)$/.test(column.name)) return 0.06;
  if (/(media_|attachment|turnitin|lti_|^url$|lookup|vericite|late_policy|points_deducted|extra_)/.test(column.name))
    return 0.12;
  if (column.name === 'body') return 0.35;
  if (/^(created_at|updated_at|name|title|user_id|context_id|submitted_at|score)$/.test(column.name)) return 0.92;
  return pick(LIKELIHOODS, salt);
}

/** Whether the column was added at run time, whatever became of it afterwards. */
function isAdded({ former }: ColumnFact): boolean {
  if (former === undefined) return false;
  return former.fact === undefined || isAdded(former.fact);
}

/** Whether a column holds only texts that no format has to escape; the values of an enum are anybody's. */
function isPlain({ type, oversize, values = [] }: ColumnFact): boolean {
  return PLAIN_TYPES.has(type) && !oversize && values.every((value) => /^[\w .:+/-]*$/.test(value));
}

function makerFor(world: World, fact: TableFact, column: ColumnFact): MakeValue {
  return evolvedMaker(column, presentMaker(world, fact, column));
}

function presentMaker(world: World, fact: TableFact, column: ColumnFact): MakeValue {
  if (column.key) return keyMaker(world, fact, column);
  const pair = polymorphicMakers(world, fact, column);
  if (pair !== undefined) return column.name.endsWith('_id') ? pair.id : pair.type;
  const target =
    column.type === 'int64' || column.type === 'int32' ? referencedTable(world, fact.table, column) : undefined;
  return target === undefined ? valueMaker(world, fact, column) : referenceMaker(world, fact, column, target);
}

function keyMaker(world: World, fact: TableFact, column: ColumnFact): MakeValue {
  if (column.type === 'uuid') {
    const salt = mix(world.seed, hashText(fact.table));
    // Scrambling is one to one: no two rows share a key.
    return (row) => uuid(scramble((row.index ^ salt) >>> 0));
  }
  const target = referencedTable(world, fact.table, column);
  const idOf = (target ?? world.tables.get(fact.table))?.idOf ?? ((index: number) => index + 1);
  return (row) => idOf(row.index);
}

function valueMaker(world: World, fact: TableFact, column: ColumnFact): MakeValue {
  switch (column.type) {
    case 'int16':
    case 'int32':
    case 'int64':
      return scalars.integerMaker(column);
    case 'float64':
      return scalars.makeFloat;
    case 'decimal':
      return scalars.decimalMaker(column.precision ?? SUPPOSED_PRECISION, column.scale ?? 2);
    case 'boolean':
      return (_, hash) => hash % 3 === 0;
    case 'timestamp':
      return scalars.timestampMaker(column);
    case 'date':
      return scalars.makeDate;
    case 'uuid':
      return (_, hash) => uuid(hash);
    case 'inet':
      return (_, hash) => address(hash, 0);
    case 'enum':
      return scalars.enumMaker(column);
    case 'integer-enum':
      return (_, hash) => Number(pick(column.values ?? ['0'], hash));
    case 'open-enum':
      return scalars.openEnumMaker(column);
    case 'enum[]':
      return scalars.arrayMaker((column.values ?? []).filter((value) => value !== UNSPECIFIED));
    case 'int32[]':
      return scalars.arrayMaker([11, 12, 2_147_483_647, 0]);
    case 'varchar[]':
      return scalars.arrayMaker(['https://tool.example.org/launch', 'https://tool.example.org/redirect?a=1&b="2"']);
    case 'object':
      return objectMaker(world, fact, column);
    case 'varchar':
    case 'text':
      return textMaker(world, `${fact.table}.${column.name}`, column);
  }
}

function isText(column: ColumnFact): boolean {
  return column.type === 'text' || column.type === 'varchar';
}

function textMaker(world: World, path: string, column: ColumnFact): MakeValue {
  const any = column.json === true ? jsonText : textFor(path, column.maxLength);
  const make: MakeText = world.nulCharacters ? any : (hash, index) => any(hash, index).replaceAll('\0', '');
  if (!column.oversize) return (row, hash) => make(hash, row.index);
  return (row, hash) => (hash % 997 === 0 ? OVERSIZE_MARKER : make(hash, row.index));
}

/** Makes nested objects; a member that is null is left out, and without members there is no object. */
function objectMaker(world: World, fact: TableFact, column: ColumnFact): MakeValue {
  const members = (column.members ?? []).map((member) => {
    const path = `${column.name}.${member.name}`;
    const make = isText(member) ? textMaker(world, `${fact.table}.${path}`, member) : valueMaker(world, fact, member);
    return { name: member.name, nullable: member.nullable, make };
  });
  return (row, hash) => {
    const value: Record<string, RowValue> = {};
    members.forEach((member, at) => {
      const own = mix(hash, at);
      const made = member.nullable && own % 2 === 0 ? undefined : member.make(row, own);
      if (made !== undefined) value[member.name] = made;
    });
    return Object.keys(value).length === 0 ? undefined : value;
  };
}
