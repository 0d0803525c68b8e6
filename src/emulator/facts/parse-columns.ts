import type { ColumnFact, ColumnType } from './column-fact.js';

/** Where the parser finds what the column text leaves out. */
export interface FactLookups {
  /** Values of the enum at a path such as `courses.workflow_state`. */
  readonly valuesOf: (path: string) => readonly string[];
  /** Text of the members of the nested object at a path such as `courses.settings`. */
  readonly membersOf: (path: string) => string;
}

/**
 * Reads the notation of the column facts, one column a line:
 * `name type[(size)][[]][!] [key] [oversize] [named Enum | shared Enum]`, where `!` means never null.
 *
 * @param owner path of the table, or `table.column` for the members of a nested object.
 * @throws Error when a line breaks the notation: a defect of the facts themselves.
 * @example
 * parseColumns('users', 'id int64! key\nname varchar(255)', lookups)[1]
 * // { name: 'name', type: 'varchar', nullable: true, key: false, oversize: false, maxLength: 255 }
 */
export function parseColumns(owner: string, text: string, lookups: FactLookups): readonly ColumnFact[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => parseColumn(owner, line, lookups));
}

const LINE =
  /^(?<name>\w+) (?<type>[a-z0-9-]+)(?:\((?<size>[\d,]+)\))?(?<array>\[\])?(?<required>!)?(?<flags>( \w+)*)$/;

function parseColumn(owner: string, line: string, lookups: FactLookups): ColumnFact {
  const groups = LINE.exec(line)?.groups;
  if (groups === undefined) throw new Error(`Column fact of ${owner} is not readable: ${line}`);
  const name = groups['name'] ?? '';
  const type = `${groups['type']}${groups['array'] ?? ''}` as ColumnType;
  const flags = (groups['flags'] ?? '').trim().split(' ');
  const path = `${owner}.${name}`;
  return {
    name,
    type,
    nullable: groups['required'] === undefined,
    key: flags.includes('key'),
    oversize: flags.includes('oversize'),
    ...sizeFacts(type, groups['size']),
    ...(type.includes('enum') ? enumFacts(path, flags, lookups) : {}),
    ...(type === 'json' ? { members: parseColumns(path, lookups.membersOf(path), lookups) } : {}),
  };
}

function sizeFacts(type: ColumnType, size: string | undefined): Partial<ColumnFact> {
  if (size === undefined) return {};
  const [first, second] = size.split(',').map(Number);
  if (type === 'decimal') return { precision: first ?? 0, scale: second ?? 0 };
  return { maxLength: first ?? 0 };
}

function enumFacts(path: string, flags: readonly string[], lookups: FactLookups): Partial<ColumnFact> {
  const named = flags.indexOf('named');
  const shared = flags.indexOf('shared');
  const enumName = flags[Math.max(named, shared) + 1];
  return {
    enumName: named < 0 && shared < 0 ? path.replace(/^catalog\./, '').replace('.', '__') : (enumName ?? ''),
    values: lookups.valuesOf(path),
    ...(shared < 0 ? {} : { sharedEnum: true }),
  };
}
