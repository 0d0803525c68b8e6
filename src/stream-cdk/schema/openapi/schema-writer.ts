import { type JsonSchema, setOwn } from '../../../schema/json-schema.js';
import { schemaText } from '../schema-text.js';
import type { Part, Reference, Shape } from './shape.js';

/** What is written where a reference stands. */
export interface Target {
  /** Path for `$ref`; undefined if the reference is cut. */
  readonly file: string | undefined;
  /** Types of what it leads to, except null; empty if they are not known. */
  readonly types: readonly string[];
  /** What it leads to allows null by its own description. */
  readonly nullable: boolean;
}

/** How schemas are written. */
export interface WriteRules {
  /** Finds what a reference leads to. */
  readonly find: (reference: Reference) => Target;
  /** Every value may be null, whatever the description requires. */
  readonly allNullable: boolean;
}

const $schema = 'http://json-schema.org/draft-07/schema#';

/** The schema of a stream's records: an object that is never null. */
export function writeStream(shape: Shape, rules: WriteRules): JsonSchema {
  return { $schema, ...writeShape({ ...shape, types: ['object'], nullable: false }, false, rules) };
}

/** The schema of a stream whose records are described by a shared file. */
export function writeStreamReference(file: string): JsonSchema {
  // Shared schemas allow null, which a record is not.
  return { $schema, $ref: file, type: 'object' };
}

/** A shared schema, which is null wherever it is not required. It stands inside others, so it names no dialect. */
export function writeShared(part: Part, rules: WriteRules): JsonSchema {
  return writePart(part, true, rules);
}

function writePart(part: Part, mayBeNull: boolean, rules: WriteRules): JsonSchema {
  return part.kind === 'shape' ? writeShape(part, mayBeNull, rules) : writeReference(part, mayBeNull, rules);
}

function writeShape(shape: Shape, mayBeNull: boolean, rules: WriteRules): JsonSchema {
  const isNullable = mayBeNull || shape.nullable;
  const { types, values, branches, keywords } = shape;
  return {
    ...keywords,
    ...(types.length === 0 ? {} : { type: typeList(types, isNullable) }),
    ...(values === undefined ? {} : { enum: isNullable ? [...values, null] : values }),
    ...(branches.length === 0 ? {} : { anyOf: writeBranches(branches, isNullable, rules) }),
    ...writeObject(shape, rules),
    ...(shape.items === undefined || !types.includes('array') ? {} : { items: writeItems(shape.items, rules) }),
  };
}

function typeList(types: readonly string[], isNullable: boolean): string | string[] {
  const list = isNullable ? ['null', ...types] : [...types];
  return list.length === 1 ? (list[0] ?? list) : list;
}

/** Null is an alternative of its own, so that each of the others stays what it is. */
function writeBranches(branches: readonly Part[], isNullable: boolean, rules: WriteRules): JsonSchema[] {
  const written = branches.map((branch) => writePart(branch, false, rules));
  // References that are cut look alike.
  const distinct = [...new Map(written.map((branch) => [schemaText(branch), branch])).values()];
  return isNullable ? [{ type: 'null' }, ...distinct] : distinct;
}

function writeObject({ types, properties, required }: Shape, rules: WriteRules): JsonSchema {
  const written = {};
  for (const [name, part] of properties)
    setOwn(written, name, writePart(part, rules.allNullable || !required.has(name), rules));
  const needed = rules.allNullable ? [] : [...required].filter((name) => properties.has(name)).sort();
  return {
    ...(types.includes('object') ? { additionalProperties: true } : {}),
    ...(properties.size === 0 ? {} : { properties: written }),
    ...(needed.length === 0 ? {} : { required: needed }),
  };
}

function writeItems(items: Part | readonly Part[], rules: WriteRules): JsonSchema | JsonSchema[] {
  const write = (item: Part) => writePart(item, rules.allNullable, rules);
  return 'kind' in items ? write(items) : items.map(write);
}

/** A shared schema allows null; where a value is required, the types beside the reference win and forbid it. */
function writeReference(reference: Reference, mayBeNull: boolean, rules: WriteRules): JsonSchema {
  const { file, types, nullable } = rules.find(reference);
  const isNullable = mayBeNull || reference.nullable || nullable;
  const type = types.length === 0 ? {} : { type: typeList(types, isNullable) };
  if (file !== undefined) return { $ref: file, ...reference.keywords, ...(isNullable ? {} : type) };
  return { ...reference.keywords, ...type, ...(types.includes('object') ? { additionalProperties: true } : {}) };
}
