import { findCircles, type ReferenceGraph } from './reference-graph.js';

/** Why a reference is not written: it leads back to where it stands, or what it leads to makes a schema too large. */
export type CutReason = 'recursive' | 'large';

/** What a written-out schema may come to. */
export interface PlanLimits {
  /** Schemas in it, all references written out. */
  readonly maxSize: number;
  /** References within one another. */
  readonly maxLevels: number;
}

/** For pairs of schemas, why the first may not refer to the second. */
export class CutPlan {
  readonly #cuts = new Map<string, Map<string, CutReason>>();

  add(from: string, to: string, reason: CutReason): void {
    const cuts = this.#cuts.get(from) ?? new Map<string, CutReason>();
    this.#cuts.set(from, cuts.set(to, reason));
  }

  reason(from: string, to: string): CutReason | undefined {
    return this.#cuts.get(from)?.get(to);
  }
}

/**
 * Decides which references must go so that every schema ends, and in bounds.
 *
 * - In a circle, a reference stays only if it leads away from the streams, or, at the same distance, to what comes
 *   later in the description.
 * - Of a stream that grows too large, what is farthest from the streams goes first, as far as that goes for all streams.
 * - Then, from the inside out, the largest parts of whatever is still too large go, and what nests too deep.
 *
 * @param streams - keys of the schemas that become streams
 */
export function planCuts(graph: ReferenceGraph, streams: readonly string[], limits: PlanLimits): CutPlan {
  const levels = distances(graph, streams);
  const recursive = recursiveUses(graph, levels);
  const order = insideOut(graph, recursive);
  const farthest = Math.min(largest(levels.values()), limits.maxLevels);
  for (let reach = farthest; reach > 0; reach -= 1) {
    const plan = cutBeyond(graph, recursive, levels, reach);
    const sizes = trim(graph, order, plan, { ...limits, maxSize: Number.POSITIVE_INFINITY });
    if (streams.every((key) => (sizes.get(key) ?? 0) <= limits.maxSize)) return plan;
  }
  const plan = cutBeyond(graph, recursive, levels, farthest);
  trim(graph, order, plan, limits);
  return plan;
}

/** Steps from the nearest stream. */
function distances(graph: ReferenceGraph, streams: readonly string[]): ReadonlyMap<string, number> {
  const levels = new Map(streams.map((key) => [key, 0]));
  for (const [key, level] of levels) {
    for (const next of graph.get(key)?.uses.keys() ?? []) if (!levels.has(next)) levels.set(next, level + 1);
  }
  return levels;
}

/** The references that have to go so that no circle is left. */
function recursiveUses(graph: ReferenceGraph, levels: ReadonlyMap<string, number>): CutPlan {
  const circles = findCircles(graph);
  const places = new Map([...graph.keys()].map((key, index) => [key, index]));
  const rank = (key: string): number => (levels.get(key) ?? 0) * graph.size + (places.get(key) ?? 0);
  const plan = new CutPlan();
  for (const { key, uses } of graph.values()) {
    for (const next of uses.keys()) {
      if (circles.get(key) === circles.get(next) && rank(next) <= rank(key)) plan.add(key, next, 'recursive');
    }
  }
  return plan;
}

/** All schemas, each after those it refers to. */
function insideOut(graph: ReferenceGraph, recursive: CutPlan): string[] {
  const order = new Set<string>();
  const seen = new Set<string>();
  for (const start of graph.keys()) {
    const path = [start];
    for (let key = path.at(-1); key !== undefined; key = path.at(-1)) {
      const isNew = !seen.has(key);
      seen.add(key);
      const next = isNew ? kept(graph, recursive, key).filter((use) => !seen.has(use)) : [];
      if (next.length > 0) path.push(...next);
      else order.add(path.pop() ?? key);
    }
  }
  return [...order];
}

function kept(graph: ReferenceGraph, plan: CutPlan, key: string): string[] {
  return [...(graph.get(key)?.uses.keys() ?? [])].filter((use) => plan.reason(key, use) === undefined);
}

function cutBeyond(
  graph: ReferenceGraph,
  recursive: CutPlan,
  levels: ReadonlyMap<string, number>,
  reach: number,
): CutPlan {
  const plan = new CutPlan();
  for (const { key, uses } of graph.values()) {
    for (const next of uses.keys()) {
      const reason = recursive.reason(key, next) ?? ((levels.get(next) ?? 0) > reach ? 'large' : undefined);
      if (reason !== undefined) plan.add(key, next, reason);
    }
  }
  return plan;
}

/** Cuts what nests too deep and, the largest first, what is too large; returns the size of each schema written out. */
function trim(
  graph: ReferenceGraph,
  order: readonly string[],
  plan: CutPlan,
  limits: PlanLimits,
): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  const depths = new Map<string, number>();
  for (const key of order) {
    const node = graph.get(key);
    if (node === undefined) continue;
    for (const use of kept(graph, plan, key)) {
      if ((depths.get(use) ?? 0) > limits.maxLevels) plan.add(key, use, 'large');
    }
    const parts = kept(graph, plan, key)
      .map((use) => ({ use, size: (sizes.get(use) ?? 0) * (node.uses.get(use) ?? 0) }))
      .sort((left, right) => left.size - right.size);
    let size = parts.reduce((sum, part) => sum + part.size, node.size);
    for (let part = parts.pop(); part !== undefined && size > limits.maxSize; part = parts.pop()) {
      plan.add(key, part.use, 'large');
      size -= part.size;
    }
    sizes.set(key, size);
    depths.set(key, 1 + largest(kept(graph, plan, key).map((use) => depths.get(use) ?? 0)));
  }
  return sizes;
}

function largest(numbers: Iterable<number>): number {
  let result = 0;
  for (const number of numbers) result = Math.max(result, number);
  return result;
}
