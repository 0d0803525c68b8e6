import { targetOf } from './find-layer-problems.test-helper.js';
import type { FileUses, Sources } from './read-imports.test-helper.js';

/** Files that import each other, types included: one list for each circle or knot of circles, its files sorted. */
export function findCircles(sources: Sources): string[][] {
  const imports = new Map([...sources].map(([file, uses]) => [file, targetsOf(file, uses, sources)]));
  return [...new Knots(imports).find()].filter((knot) => knot.length > 1).map((knot) => knot.sort());
}

function targetsOf(file: string, { imports }: FileUses, sources: Sources): string[] {
  return imports.flatMap(({ specifier = '' }) => {
    const target = targetOf(file, specifier);
    return specifier.startsWith('.') && sources.has(target) ? [target] : [];
  });
}

/** Tarjan's search for strongly connected parts of a graph. */
class Knots {
  readonly #edges: ReadonlyMap<string, readonly string[]>;
  readonly #order = new Map<string, number>();
  readonly #open: string[] = [];
  readonly #found: string[][] = [];

  constructor(edges: ReadonlyMap<string, readonly string[]>) {
    this.#edges = edges;
  }

  find(): readonly string[][] {
    for (const node of this.#edges.keys()) if (!this.#order.has(node)) this.#visit(node);
    return this.#found;
  }

  #visit(node: string): number {
    const number = this.#order.size;
    this.#order.set(node, number);
    this.#open.push(node);
    let lowest = number;
    for (const next of this.#edges.get(node) ?? []) {
      if (!this.#order.has(next)) lowest = Math.min(lowest, this.#visit(next));
      else if (this.#open.includes(next)) lowest = Math.min(lowest, this.#order.get(next) ?? lowest);
    }
    if (lowest === number) this.#found.push(this.#open.splice(this.#open.indexOf(node)));
    return lowest;
  }
}
