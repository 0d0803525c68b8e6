import { type Part, partsOf, type Reference } from './shape.js';

/** A schema that becomes files, and what it refers to. */
export interface GraphNode {
  readonly key: string;
  /** Schemas in it, what references lead to not counted. */
  readonly size: number;
  /** How often it refers to each other schema, itself included. */
  readonly uses: ReadonlyMap<string, number>;
}

/** Schemas by key, in the order of the description. */
export type ReferenceGraph = ReadonlyMap<string, GraphNode>;

/** Every reference in `part`, with the place of each below `place`. */
export function referencesIn(part: Part, place: string): [place: string, reference: Reference][] {
  if (part.kind === 'reference') return [[place, part]];
  return partsOf(part).flatMap(([step, inner]) => {
    const at = step === '' || step === '[]' ? `${place}${step}` : `${place}.${step}`;
    return referencesIn(inner, at);
  });
}

/** What the graph knows of one schema. */
export function graphNode(key: string, part: Part): GraphNode {
  const uses = new Map<string, number>();
  for (const [, { target }] of referencesIn(part, '')) uses.set(target, (uses.get(target) ?? 0) + 1);
  return { key, size: sizeOf(part), uses };
}

function sizeOf(part: Part): number {
  if (part.kind === 'reference') return 1;
  return partsOf(part).reduce((sum, [, inner]) => sum + sizeOf(inner), 1);
}

/**
 * The circles of a graph: for each schema a number that schemas share which lead to one another.
 * After R. Tarjan, "Depth-first search and linear graph algorithms" (1972), without recursion.
 */
export function findCircles(graph: ReferenceGraph): ReadonlyMap<string, number> {
  const circles = new Map<string, number>();
  const search = { order: new Map<string, number>(), low: new Map<string, number>(), open: [] as string[], circles };
  for (const key of graph.keys()) if (!search.order.has(key)) visit(graph, key, search);
  return circles;
}

interface Search {
  readonly order: Map<string, number>;
  readonly low: Map<string, number>;
  /** Visited, and not yet known to which circle they belong. */
  readonly open: string[];
  readonly circles: Map<string, number>;
}

function visit(graph: ReferenceGraph, start: string, search: Search): void {
  const path = [enter(graph, start, search)];
  for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
    const next = step.rest.next();
    if (next.done === true) {
      path.pop();
      leave(step.key, path.at(-1)?.key, search);
    } else if (!search.order.has(next.value)) {
      if (graph.has(next.value)) path.push(enter(graph, next.value, search));
    } else if (!search.circles.has(next.value)) {
      lower(step.key, search.order.get(next.value) ?? 0, search);
    }
  }
}

function enter(
  graph: ReferenceGraph,
  key: string,
  { order, low, open }: Search,
): { key: string; rest: Iterator<string> } {
  order.set(key, order.size);
  low.set(key, order.size - 1);
  open.push(key);
  return { key, rest: (graph.get(key)?.uses ?? new Map<string, number>()).keys() };
}

function leave(key: string, caller: string | undefined, search: Search): void {
  const low = search.low.get(key) ?? 0;
  if (caller !== undefined) lower(caller, low, search);
  if (low !== search.order.get(key)) return;
  for (let member = search.open.pop(); member !== undefined; member = search.open.pop()) {
    search.circles.set(member, low);
    if (member === key) return;
  }
}

function lower(key: string, value: number, { low }: Search): void {
  low.set(key, Math.min(low.get(key) ?? value, value));
}
