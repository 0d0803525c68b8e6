import { castBranches, IS_ARRAY, IS_OBJECT, passingTests, type SourceBranch } from './member-source.js';
import { flatSteps, type PlanEntry, type PlanNode } from './plan.js';
import { PlanSignatures } from './plan-signatures.js';
import { type Outcome, outcomeOf, VALUE_KINDS, type ValueKind } from './value-kinds.js';

const PLACE = '(at ??= below(parent, name))';

/** The properties of one object: for each the number of the code that treats it, and its place in the schema. */
export interface PropertyTable {
  /** By name: `index << shift | case`. */
  readonly entries: ReadonlyMap<string, number>;
  /** By index. */
  readonly names: readonly string[];
}

/**
 * Writes the source of one plan. Equal parts of a schema, such as an inlined `$ref`, share one function.
 *
 * Objects are read with `for in` and a table of names, not property by property: records of one stream have so many
 * shapes, because every absent member makes another, that each access by a fixed name would be a search. Members that
 * hold others or do not fit are deferred until the loop has ended, and then processed in the order of the schema, which
 * is the order of the warnings.
 */
export class SourceWriter {
  readonly #signatures = new PlanSignatures();
  readonly #functions: string[] = [];
  readonly #names = new Map<string, string | undefined>();
  readonly #visitIndexes = new Map<number, number>();
  /** The nodes whose visits the source calls, in the order of their indexes. */
  readonly visitedNodes: PlanNode[] = [];
  /** The tables that the source reads, in the order of their indexes. */
  readonly tables: PropertyTable[] = [];

  /** The body of a function of `helpers` that returns the transformation of one record. */
  write(root: PlanNode): string {
    const uncast = { ...root, cast: undefined };
    const passes = passingTests(root, (kind) => this.#outcome(uncast, kind));
    const branches = this.#walkBranches(uncast, 'undefined', "''");
    return [
      "'use strict';",
      'const { visits, tables, walkRoot, fits, below, ascending, readPlainNumber, readPlainInteger } = helpers;',
      'const { isArray } = Array;',
      'const { isSafeInteger } = Number;',
      ...this.visitedNodes.map((_, index) => `const visit${index} = visits[${index}];`),
      ...this.tables.map((_, index) => `const { entries: entries${index}, names: names${index} } = tables[${index}];`),
      ...this.#functions,
      'return function transform(v) {',
      passes.length === 0 ? '' : `if (${passes.join(' || ')}) return;`,
      ...branches.map(({ test, run }) => `if (${test}) { ${run} return; }`),
      'walkRoot(v);',
      '};',
    ].join('\n');
  }

  /** The branches that cast the members of an object or list `v` which itself fits. */
  #walkBranches(node: PlanNode, parent: string, key: string): SourceBranch[] {
    return (['object', 'array'] as const).flatMap((kind) => {
      if (this.#outcome(node, kind) !== 'walk') return [];
      const run = `${this.#functionFor(node, kind)}(v, ${parent}, ${key});`;
      return [{ test: kind === 'object' ? IS_OBJECT : IS_ARRAY, run }];
    });
  }

  #outcome(node: PlanNode, kind: ValueKind): Outcome {
    const outcome = outcomeOf(node, kind);
    const isEmpty = outcome === 'walk' && this.#functionFor(node, kind) === undefined;
    return isEmpty ? 'pass' : outcome;
  }

  #needsNothing(node: PlanNode): boolean {
    return VALUE_KINDS.every((kind) => this.#outcome(node, kind) === 'pass');
  }

  #functionFor(node: PlanNode, kind: ValueKind): string | undefined {
    const signature = `${kind}${this.#signatures.of(node)}`;
    if (!this.#names.has(signature)) {
      const name = kind === 'object' ? this.#writeObjectFunction(node) : this.#writeArrayFunction(node);
      this.#names.set(signature, name);
    }
    return this.#names.get(signature);
  }

  #writeObjectFunction(node: PlanNode): string | undefined {
    const all = flatSteps(node).flatMap((step) => (step.kind === 'properties' ? step.entries : []));
    const entries = all.filter((entry) => !this.#needsNothing(entry.node));
    if (entries.length === 0) return undefined;
    // Equal nodes share a case, whatever their names.
    const cases = new Map(entries.map((entry) => [this.#signatures.of(entry.node), entry.node]));
    const shift = 32 - Math.clz32(cases.size);
    const table = this.#addTable(entries, [...cases.keys()], shift);
    const nodes = [...cases.values()];
    return this.#addFunction([
      'let at, c, later;',
      'for (const key in o) {',
      `const e = entries${table}.get(key);`,
      'if (e === undefined) continue;',
      'const v = o[key];',
      `switch (e & ${(1 << shift) - 1}) {`,
      ...nodes.map((entry, index) => `case ${index}: ${this.#writeFirstLook(entry)} break;`),
      '}',
      '}',
      'if (later === undefined) return;',
      'if (later.length > 1) later.sort(ascending);',
      'for (let i = 0; i < later.length; i++) {',
      'const e = later[i];',
      `const key = names${table}[e >> ${shift}];`,
      'const v = o[key];',
      `switch (e & ${(1 << shift) - 1}) {`,
      ...nodes.map((entry, index) => `case ${index}: ${this.#writeSecondLook(entry, 'key')} break;`),
      '}',
      '}',
    ]);
  }

  #addTable(entries: readonly PlanEntry[], cases: readonly number[], shift: number): number {
    const numbers = entries.map(({ name, node }, index): [string, number] => {
      return [name, (index << shift) | cases.indexOf(this.#signatures.of(node))];
    });
    return this.tables.push({ entries: new Map(numbers), names: entries.map(({ name }) => name) }) - 1;
  }

  #writeArrayFunction(node: PlanNode): string | undefined {
    const step = flatSteps(node).find((candidate) => candidate.kind === 'items');
    if (step?.kind !== 'items' || this.#needsNothing(step.node)) return undefined;
    const casts = this.#casts(step.node, 'o[i]').map(({ test, run }) => `else if (${test}) { ${run} }`);
    return this.#addFunction([
      'let at, c;',
      'for (let i = 0; i < o.length; i++) {',
      'const v = o[i];',
      `if (${this.#writePasses(step.node)}) {}`,
      ...casts,
      `else { ${this.#writeSecondLook(step.node, 'i')} }`,
      '}',
    ]);
  }

  #addFunction(body: readonly string[]): string {
    const name = `walk${this.#functions.length}`;
    this.#functions.push(`function ${name}(o, parent, name) {\n${body.join('\n')}\n}`);
    return name;
  }

  /** Skips the member `v` of `o`, or casts it if that cannot fail, or defers it. */
  #writeFirstLook(node: PlanNode): string {
    const casts = this.#casts(node, 'o[key]').map(({ test, run }) => `else if (${test}) { ${run} }`);
    const putOff = 'else if (later === undefined) { later = [e]; } else { later.push(e); }';
    return `if (${this.#writePasses(node)}) {} ${casts.join(' ')} ${putOff}`;
  }

  /** Walks the member `v` of `o`, or leaves it to the closures. */
  #writeSecondLook(node: PlanNode, key: string): string {
    const visit = `visit${this.#visitIndex(node)}(o, ${key}, v, ${PLACE});`;
    const walks = this.#walkBranches(node, PLACE, key).map(({ test, run }) => `if (${test}) { ${run} } else`);
    return `${walks.join(' ')} { ${visit} }`;
  }

  #casts(node: PlanNode, place: string): SourceBranch[] {
    return castBranches(node, place, (kind) => this.#outcome(node, kind));
  }

  #writePasses(node: PlanNode): string {
    return [...passingTests(node, (kind) => this.#outcome(node, kind)), 'v === undefined'].join(' || ');
  }

  #visitIndex(node: PlanNode): number {
    const signature = this.#signatures.of(node);
    const known = this.#visitIndexes.get(signature);
    if (known !== undefined) return known;
    this.#visitIndexes.set(signature, this.visitedNodes.length);
    return this.visitedNodes.push(node) - 1;
  }
}
