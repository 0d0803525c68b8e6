import { type FieldNode, TYPE } from './field-node.js';

/** A kind of names that are data rather than names of fields. */
interface NameKind {
  /** What the names are, in the plural. */
  readonly kind: string;
  readonly pattern: RegExp;
  /** Whether these names, all of the kind and in one object, are enough to say so. */
  readonly isEnough: (names: readonly string[], fields: readonly FieldNode[]) => boolean;
}

/**
 * Nobody calls a field by a date, a UUID or an address, so one is enough. Numbers and opaque ids may also be names,
 * so several are needed whose values are of one type.
 */
const KINDS: readonly NameKind[] = [
  {
    kind: 'dates',
    pattern: /^\d{4}-(?:0\d|1[0-2])(?:-[0-3]\d(?:[T ]\d{2}:\d{2}.*)?)?$|^\d{4}\/[01]\d\/[0-3]\d$/,
    isEnough: () => true,
  },
  { kind: 'UUIDs', pattern: /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i, isEnough: () => true },
  { kind: 'e-mail addresses', pattern: /^[^@\s]+@[^@\s]+\.[^@\s.]+$/, isEnough: () => true },
  {
    kind: 'numbers',
    pattern: /^-?\d+$/,
    isEnough: (names, fields) => names.length >= (names.some(isLong) ? 3 : 10) && haveOneType(fields),
  },
  {
    // Letters and digits in turns, perhaps after a prefix: 5f1e0c…, cus_Nff8…
    kind: 'ids',
    pattern: /^(?:[a-z]{1,8}_)?(?=[A-Za-z\d]*\d[A-Za-z]+\d|[A-Za-z\d]*[A-Za-z]\d+[A-Za-z])[A-Za-z\d]{12,}$/,
    isEnough: (names, fields) => names.length >= 3 && haveOneLength(names) && haveOneType(fields),
  },
];

/** From this many names of one shape on, an object in a record is a map, whatever the names are. */
const MANY = 200;
/** As above where most objects have only few of the names. */
const SPARSE = { names: 50, objects: 10, share: 0.25 };

/**
 * Takes the names that are data out of all objects at or below `root`, so that they do not become fields. What they are
 * and how many is noted in each node.
 *
 * @param required - fields that stay, whatever they are called
 * @returns how many fields were taken out
 */
export function takeDataNames(root: FieldNode, required: ReadonlySet<FieldNode>): number {
  return takeFrom(root, required, true);
}

function takeFrom(node: FieldNode, required: ReadonlySet<FieldNode>, isRoot: boolean): number {
  let count = 0;
  for (const { kind, pattern, isEnough } of KINDS) {
    const found = [...node.properties].filter(([name, field]) => pattern.test(name) && !required.has(field));
    const names = found.map(([name]) => name);
    const fields = found.map(([, field]) => field);
    if (names.length > 0 && isEnough(names, fields)) count += take(node, kind, found);
  }
  if (!isRoot && isMapOfMany(node)) {
    count += take(
      node,
      'many and have values of one shape',
      [...node.properties].filter(([, field]) => !required.has(field)),
    );
  }
  for (const field of node.properties.values()) count += takeFrom(field, required, false);
  return node.items === undefined ? count : count + takeFrom(node.items, required, false);
}

function take(node: FieldNode, kind: string, found: readonly (readonly [string, FieldNode])[]): number {
  let count = 0;
  for (const [name, field] of found) {
    node.properties.delete(name);
    count += 1 + sizeOf(field);
  }
  node.dataNames.set(kind, found.length);
  return count;
}

function sizeOf(node: FieldNode): number {
  let count = node.items === undefined ? 0 : sizeOf(node.items);
  for (const field of node.properties.values()) count += 1 + sizeOf(field);
  return count;
}

function isMapOfMany({ properties, objects }: FieldNode): boolean {
  if (properties.size < SPARSE.names) return false;
  const fields = [...properties.values()];
  if (!haveOneType(fields) || !shareNames(fields)) return false;
  if (properties.size >= MANY) return true;
  const share = fields.reduce((sum, { values }) => sum + values, 0) / (properties.size * objects);
  return objects >= SPARSE.objects && share < SPARSE.share;
}

function isLong(name: string): boolean {
  return name.length >= 4;
}

function haveOneLength(names: readonly string[]): boolean {
  return new Set(names.map(({ length }) => length)).size === 1;
}

/** Integers are numbers; what was always null is of every type. */
function haveOneType(fields: readonly FieldNode[]): boolean {
  const types = fields
    .map(({ types: seen }) => (seen & TYPE.integer ? (seen & ~TYPE.integer) | TYPE.number : seen))
    .filter((seen) => seen !== 0);
  return new Set(types).size <= 1;
}

/** Of objects as values: all have some name in common. */
function shareNames(fields: readonly FieldNode[]): boolean {
  const objects = fields.filter(({ types }) => (types & TYPE.object) !== 0);
  const [first, ...others] = objects;
  if (first === undefined || first.properties.size === 0) return true;
  return [...first.properties.keys()].some((name) => others.every(({ properties }) => properties.has(name)));
}
