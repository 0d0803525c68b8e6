import type { PlanNode, PlanStep } from './plan.js';

/** Numbers the nodes of a plan so that equal numbers mean equal behaviour, wherever in the schema the nodes are. */
export class PlanSignatures {
  readonly #numbers = new Map<string, number>();
  readonly #known = new Map<PlanNode, number>();

  /** The number of a node. */
  of(node: PlanNode): number {
    const known = this.#known.get(node);
    if (known !== undefined) return known;
    const text = JSON.stringify([node.cast, node.format, ...node.steps.map((step) => this.#describe(step, node))]);
    const number = this.#numbers.get(text) ?? this.#numbers.size;
    this.#numbers.set(text, number);
    this.#known.set(node, number);
    return number;
  }

  #describe(step: PlanStep, node: PlanNode): unknown {
    switch (step.kind) {
      case 'type':
        return isPlain(step.to) ? ['type', step.to] : ['type of', node.id];
      case 'format':
        return ['format', step.format];
      case 'properties':
        return ['properties', step.entries.map((entry) => [entry.name, this.of(entry.node)])];
      case 'items':
        return ['items', this.of(step.node)];
      case 'tuple':
      case 'ref':
        // A reference can lead back here, so it is never described by where it leads.
        return [step.kind, node.id];
      default:
        return step satisfies never;
    }
  }
}

function isPlain(type: unknown): boolean {
  return typeof type === 'string' || (Array.isArray(type) && type.every((name) => typeof name === 'string'));
}
