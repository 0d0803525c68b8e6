import { isJsonObject, type JsonObject, type JsonValue } from '../../util/json.js';

/** Deeper than this, and after this many nodes, a schema is not written out any more: the rest is JSON of any kind. */
const MAX_DEPTH = 64;
const MAX_NODES = 20_000;

/** A node of a schema document with its references followed, and what must be known to read the nodes below it. */
export interface SchemaPlace {
  readonly document: JsonObject;
  /** Keywords of the node, and those of the definitions that it refers to. */
  readonly node: JsonObject;
  /** Name of the definition that the node refers to, or one that says where it stands. */
  readonly name: string;
  /** True when the node is part of itself, or lies too deep: its members are not to be read. */
  readonly isCut: boolean;
  /** The nodes that contain this one, as far as references can lead to them. */
  readonly trail: readonly JsonObject[];
  readonly depth: number;
  /** Shared by all places of a document. */
  readonly budget: { left: number };
}

/** The place of a node that stands directly in the document. */
export function topPlace(document: JsonObject, node: JsonObject, name: string): SchemaPlace {
  const budget = { left: MAX_NODES };
  return follow({ document, node, name, isCut: false, trail: [document, node], depth: 0, budget });
}

/** The place of a node below `parent`. */
export function placeBelow(parent: SchemaPlace, node: JsonObject, name: string): SchemaPlace {
  const { document, trail, depth, budget } = parent;
  budget.left -= 1;
  const isCut = parent.isCut || depth >= MAX_DEPTH || budget.left < 0;
  return follow({ document, node, name, isCut, trail, depth: depth + 1, budget });
}

/** Follows `$ref` after `$ref`. Keywords beside a reference win over those of its target. */
function follow(start: SchemaPlace): SchemaPlace {
  let place = start;
  for (let ref = place.node['$ref']; typeof ref === 'string'; ref = place.node['$ref']) {
    const { $ref: _followed, ...own } = place.node;
    const target = lookUp(place.document, ref);
    if (target === undefined) return { ...place, node: own };
    if (place.trail.includes(target)) {
      const type = target['type'];
      return { ...place, node: { ...(type === undefined ? {} : { type }), ...own }, isCut: true };
    }
    const name = ref.split('/').at(-1) ?? place.name;
    place = { ...place, node: { ...target, ...own }, name, trail: [...place.trail, target] };
  }
  return place;
}

/** The target of a reference within the document: by its JSON Pointer, else a definition by the last part of it. */
function lookUp(document: JsonObject, ref: string): JsonObject | undefined {
  const parts = ref.split('/').slice(1).map(decodePart);
  const target = ref.startsWith('#') ? atPath(document, parts) : undefined;
  if (isJsonObject(target)) return target;
  const name = parts.at(-1) ?? ref;
  return memberOf(memberOf(document, 'definitions') ?? memberOf(document, '$defs'), name);
}

function decodePart(part: string): string {
  const plain = part.replaceAll('~1', '/').replaceAll('~0', '~');
  try {
    return decodeURIComponent(plain);
  } catch {
    // A lone percent sign stands for itself.
    return plain;
  }
}

function atPath(document: JsonObject, parts: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = document;
  for (const part of parts) {
    const holder: unknown = value;
    value =
      typeof holder === 'object' && holder !== null && Object.hasOwn(holder, part)
        ? (holder as JsonObject)[part]
        : undefined;
  }
  return value;
}

/** The member `name` of `holder` if it is an object. */
export function memberOf(holder: JsonValue | undefined, name: string): JsonObject | undefined {
  if (!isJsonObject(holder) || !Object.hasOwn(holder, name)) return undefined;
  const value = holder[name];
  return isJsonObject(value) ? value : undefined;
}

/** The text `name` of `holder`; undefined when it is empty. */
export function textOf(holder: JsonObject | undefined, name: string): string | undefined {
  const value = holder !== undefined && Object.hasOwn(holder, name) ? holder[name] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}
