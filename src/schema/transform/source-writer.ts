import { flatSteps, type PlanEntry, type PlanNode } from './plan.js';
import { PlanSignatures } from './plan-signatures.js';
import { type Outcome, outcomeOf, VALUE_KINDS, type ValueKind } from './value-kinds.js';

const IS_OBJECT = "typeof v === 'object' && v !== null && !isArray(v)";
const IS_ARRAY = 'isArray(v)';
const KIND_TESTS: readonly (readonly [ValueKind, string])[] = [
  ['string', "typeof v === 'string'"],
  ['boolean', "typeof v === 'boolean'"],
  ['null', 'v === null'],
  ['array', IS_ARRAY],
  ['object', IS_OBJECT],
];
/** V8 does not optimise functions beyond some size; wide tables are split into several. */
const MAX_PROPERTIES_A_FUNCTION = 100;

/** A test of a value `v` and the statement to run where it holds. */
interface Branch {
  readonly test: string;
  readonly run: string;
}

/** Writes the source of one plan. Equal parts of a schema, such as an inlined `$ref`, share one function. */
export class SourceWriter {
  readonly #signatures = new PlanSignatures();
  readonly #functions: string[] = [];
  readonly #names = new Map<string, string | undefined>();
  readonly #visitIndexes = new Map<number, number>();
  /** The nodes whose visits the source calls, in the order of their indexes. */
  readonly visitedNodes: PlanNode[] = [];

  /** The body of a function of `helpers` that returns the transformation of one record. */
  write(root: PlanNode): string {
    const branches = [
      ...this.#walkBranch(root, 'object', 'undefined', "''"),
      ...this.#walkBranch(root, 'array', 'undefined', "''"),
    ];
    const passes = passingTests(root, (kind) => this.#outcome({ ...root, cast: undefined }, kind));
    return [
      "'use strict';",
      'const { visits, walkRoot, below, readPlainNumber, readPlainInteger } = helpers;',
      'const { isArray } = Array;',
      'const { hasOwn } = Object;',
      ...this.visitedNodes.map((_, index) => `const visit${index} = visits[${index}];`),
      ...this.#functions,
      'return function transform(v) {',
      passes.length === 0 ? '' : `if (${passes.join(' || ')}) return;`,
      ...branches.map(({ test, run }) => `if (${test}) { ${run} return; }`),
      'walkRoot(v);',
      '};',
    ].join('\n');
  }

  /** The branch that casts the members of an object or list which itself fits; none where there is nothing to do. */
  #walkBranch(node: PlanNode, kind: 'object' | 'array', parent: string, key: string): Branch[] {
    if (this.#outcome({ ...node, cast: undefined }, kind) !== 'walk') return [];
    const name = this.#functionFor(node, kind);
    return [{ test: kind === 'object' ? IS_OBJECT : IS_ARRAY, run: `${name}(v, ${parent}, ${key});` }];
  }

  #outcome(node: PlanNode, kind: ValueKind): Outcome {
    const outcome = outcomeOf(node, kind);
    const empty = outcome === 'walk' && this.#functionFor(node, kind) === undefined;
    return empty ? 'pass' : outcome;
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
    const entries = flatSteps(node).flatMap((step) => (step.kind === 'properties' ? step.entries : []));
    const statements = entries.map((entry) => this.#writeProperty(entry)).filter((statement) => statement !== '');
    const names: string[] = [];
    for (let start = 0; start < statements.length; start += MAX_PROPERTIES_A_FUNCTION) {
      names.push(this.#addFunction(['let v, c;', ...statements.slice(start, start + MAX_PROPERTIES_A_FUNCTION)]));
    }
    return names.length > 1 ? this.#addFunction(names.map((name) => `${name}(o, p, k);`)) : names[0];
  }

  #writeArrayFunction(node: PlanNode): string | undefined {
    const step = flatSteps(node).find((candidate) => candidate.kind === 'items');
    if (step?.kind !== 'items') return undefined;
    const statement = this.#writeMember(step.node, 'i', 'o[i]');
    if (statement === '') return undefined;
    return this.#addFunction(['let v, c;', 'for (let i = 0; i < o.length; i++) {', 'v = o[i];', statement, '}']);
  }

  #addFunction(body: readonly string[]): string {
    const name = `walk${this.#functions.length}`;
    this.#functions.push(`function ${name}(o, p, k) {\nlet at;\n${body.join('\n')}\n}`);
    return name;
  }

  #writeProperty({ name, node }: PlanEntry): string {
    const key = JSON.stringify(name);
    const statement = this.#writeMember(node, key, `o[${key}]`);
    if (statement === '') return '';
    // What objects inherit must not be taken for a member of the record.
    const read = name in Object.prototype ? `hasOwn(o, ${key}) ? o[${key}] : undefined` : `o[${key}]`;
    return `v = ${read};\n${statement}`;
  }

  /** The statement for a member `v` of `o`; '' where no value needs anything. */
  #writeMember(node: PlanNode, key: string, place: string): string {
    const passes = passingTests(node, (kind) => this.#outcome(node, kind));
    if (VALUE_KINDS.every((kind) => this.#outcome(node, kind) === 'pass')) return '';
    const at = '(at ??= below(p, k))';
    const branches = (['object', 'array'] as const).flatMap((kind) =>
      outcomeOf(node, kind) === 'walk' ? this.#walkBranch(node, kind, at, key) : [],
    );
    const lines = [...branches, ...castBranches(node, place)].map(({ test, run }) => `else if (${test}) { ${run} }`);
    const skip = [...passes, 'v === undefined'].join(' || ');
    return `if (${skip}) {}\n${lines.join('\n')}\nelse visit${this.#visitIndex(node)}(o, ${key}, v, ${at});`;
  }

  #visitIndex(node: PlanNode): number {
    const signature = this.#signatures.of(node);
    const known = this.#visitIndexes.get(signature);
    if (known !== undefined) return known;
    this.#visitIndexes.set(signature, this.visitedNodes.length);
    return this.visitedNodes.push(node) - 1;
  }
}

/** Tests for the kinds of values that need nothing, the declared type first. */
function passingTests(node: PlanNode, outcome: (kind: ValueKind) => Outcome): string[] {
  const tests = KIND_TESTS.flatMap(([kind, test]) => (outcome(kind) === 'pass' ? [`(${test})`] : []));
  const isNumeric = node.cast?.target === 'number' || node.cast?.target === 'integer';
  const numbers = numberTest(outcome('integer'), outcome('fraction'));
  return isNumeric ? [...numbers, ...tests] : [...tests, ...numbers];
}

function numberTest(integer: Outcome, fraction: Outcome): string[] {
  if (fraction === 'pass') return ["typeof v === 'number'"];
  return integer === 'pass' ? ['Number.isSafeInteger(v)'] : [];
}

/** The casts that most values need, without the detour over the closures. */
function castBranches(node: PlanNode, place: string): Branch[] {
  switch (node.cast?.target) {
    case 'number':
      return [{ test: "typeof v === 'string' && (c = readPlainNumber(v)) !== undefined", run: `${place} = c;` }];
    case 'integer':
      return [{ test: "typeof v === 'string' && (c = readPlainInteger(v)) !== undefined", run: `${place} = c;` }];
    case 'string':
      return [{ test: 'Number.isSafeInteger(v)', run: `${place} = String(v);` }];
    default:
      return [];
  }
}
