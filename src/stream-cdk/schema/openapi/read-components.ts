import { type Choice, nameOf } from './choose-components.js';
import type { ConversionNotes } from './conversion-notes.js';
import type { DocumentSet } from './document-set.js';
import { uniteShapes } from './merge-shapes.js';
import type { OpenApiDocument } from './read-openapi.js';
import { SchemaConverter } from './schema-converter.js';
import { type Part, type Shape, shape } from './shape.js';

/** A schema that was read. */
export interface Component {
  readonly key: string;
  /** As the description calls it. */
  readonly name: string;
  readonly part: Part;
}

/** Schemas by key, in the order of the description. */
export type Components = ReadonlyMap<string, Component>;

/** Reads the schemas chosen and all that they refer to. */
export function readComponents(
  document: OpenApiDocument,
  documents: DocumentSet,
  choices: readonly Choice[],
  notes: ConversionNotes,
): Components {
  const converter = new SchemaConverter(documents, notes);
  for (const { place } of choices) converter.places.set(documents.keyOf(place), place);
  const components: Component[] = [];
  // The map grows while it is walked, by what each schema refers to.
  for (const [key, place] of converter.places) {
    const name = nameOf(place, document);
    components.push({ key, name, part: converter.convert(place, name) });
  }
  const order = new Map(document.components.map((name, index) => [name, index]));
  const rank = ({ name }: Component): number => order.get(name) ?? order.size;
  return new Map(
    components.sort((left, right) => rank(left) - rank(right)).map((component) => [component.key, component]),
  );
}

/** References to references that are followed before they count as a circle. */
const MAX_HOPS = 100;

/** A shape at the end of references, null allowed where any of them allows it. */
export interface Resolved {
  readonly shape: Shape;
  /** Key of the schema that it is; undefined if no reference led to it. */
  readonly key: string | undefined;
}

/** Follows references from `part`; undefined if they lead nowhere or in a circle. */
export function resolvePart(part: Part, components: Components): Resolved | undefined {
  let current = part;
  let key: string | undefined;
  let nullable = false;
  for (let hop = 0; hop < MAX_HOPS; hop += 1) {
    nullable ||= current.nullable;
    if (current.kind === 'shape') return { shape: { ...current, nullable }, key };
    key = current.target;
    const next = components.get(key);
    if (next === undefined) return undefined;
    current = next.part;
  }
  return undefined;
}

/**
 * The shape of records: of alternatives that are all objects, the properties of all. Undefined for what is not an object.
 *
 * @param known - what is known already; undefined also for what is being looked at, as it may be its own alternative
 */
export function recordShape(
  part: Part,
  components: Components,
  known: Map<Part, Shape | undefined> = new Map(),
): Shape | undefined {
  const target = part.kind === 'reference' ? components.get(part.target)?.part : part;
  if (target === undefined || known.has(target)) return target === undefined ? undefined : known.get(target);
  known.set(target, undefined);
  const own = resolvePart(target, components)?.shape;
  const record = own === undefined ? undefined : recordOf(own, components, known);
  known.set(target, record);
  return record;
}

function recordOf(own: Shape, components: Components, known: Map<Part, Shape | undefined>): Shape | undefined {
  const isObject = own.types.includes('object');
  if (own.branches.length === 0) return isObject ? own : undefined;
  if (!isObject && own.types.length > 0) return undefined;
  const records = own.branches.map((branch) => recordShape(branch, components, known));
  const objects = records.filter((record) => record !== undefined);
  return objects.length < records.length ? undefined : uniteWithOwn(own, uniteShapes(objects));
}

/** What a schema says beside its alternatives holds for each of them. */
function uniteWithOwn(own: Shape, united: Shape): Shape {
  return shape({
    ...own,
    types: ['object'],
    branches: [],
    properties: new Map([...united.properties, ...own.properties]),
    required: new Set([...own.required, ...united.required]),
  });
}
