import traverse from 'json-schema-traverse';
import { pointerMember, pointerTokens } from '../json-pointer.js';
import { isSchemaObject, type JsonSchema } from '../json-schema.js';
import { type DateFormat, dateFormatOf } from './dates/date-tests.js';
import type { Plan, PlanEntry, PlanNode, PlanStep } from './plan.js';
import { pruneSchema } from './prune-schema.js';
import { readAccepts, readCast } from './read-cast.js';
import { readUnion, type Union } from './read-union.js';

/** The subschemas that a walk found below one schema, by the keyword that holds them. */
interface Children {
  readonly properties: Map<string, PlanNode>;
  readonly items: Map<number, PlanNode>;
  item: PlanNode | undefined;
}

interface Draft {
  readonly node: PlanNode;
  readonly children: Children;
  /** How many schemas enclose this one. */
  depth: number;
}

/** Deeper schemas are cut off, so that no walk along a plan runs out of stack. */
const MAX_DEPTH = 500;

/** The choices of a transformer that its plans depend on. */
interface PlanOptions {
  readonly strict: boolean;
  readonly readsUnions: boolean;
  readonly dates: { readonly areChecked: boolean };
}

/**
 * Reduces a schema to a plan. References into the schema itself are followed, others are ignored; parts that are
 * not a schema (`true`, numbers, lists) demand nothing.
 */
export function buildPlan(schema: unknown, options: PlanOptions): Plan {
  const root = isSchemaObject(schema) ? schema : {};
  try {
    return new PlanBuilder(root, options).build();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // The stack ran out: the schema contains itself or nests thousands of levels deep.
    return new PlanBuilder(pruneSchema(root), options).build();
  }
}

class PlanBuilder {
  readonly #root: JsonSchema;
  readonly #options: PlanOptions;
  readonly #drafts = new Map<object, Draft>();
  /** Stands for properties and items whose schema is not an object. */
  readonly #open: PlanNode = { id: 0, schema: {}, cast: undefined, format: undefined, steps: [] };

  constructor(root: JsonSchema, options: PlanOptions) {
    this.#root = root;
    this.#options = options;
  }

  build(): Plan {
    const root = this.#nodeOf(this.#root);
    // A reference can add drafts while the loop runs; a Map visits them too.
    for (const draft of this.#drafts.values()) draft.node.steps = this.#steps(draft);
    const hasRefs = [...this.#drafts.values()].some(({ node }) => node.steps.some((step) => step.kind === 'ref'));
    return { root, hasRefs };
  }

  #nodeOf(schema: JsonSchema): PlanNode {
    if (!this.#drafts.has(schema))
      traverse(schema, { cb: (...visit) => this.#visit(visit[0], visit[4], visit[5], visit[6]) });
    return this.#draft(schema).node;
  }

  #visit(schema: JsonSchema, keyword?: string, parent?: JsonSchema, key?: string | number): void {
    const { node } = this.#draft(schema);
    if (parent === undefined) return;
    const { children, depth } = this.#draft(parent);
    if (depth >= MAX_DEPTH) throw new RangeError(`schemas nest more than ${MAX_DEPTH} levels deep`);
    this.#draft(schema).depth = depth + 1;
    if (keyword === 'properties' && key !== undefined) children.properties.set(String(key), node);
    else if (keyword === 'items' && typeof key === 'number') children.items.set(key, node);
    else if (keyword === 'items') children.item = node;
  }

  #draft(schema: JsonSchema): Draft {
    const known = this.#drafts.get(schema);
    if (known !== undefined) return known;
    const node = {
      id: this.#drafts.size + 1,
      schema,
      cast: readCast(schema, this.#options.strict),
      format: this.#formatOf(schema),
      steps: [],
    };
    const draft = { node, children: { properties: new Map(), items: new Map(), item: undefined }, depth: 0 };
    this.#drafts.set(schema, draft);
    return draft;
  }

  #formatOf(schema: JsonSchema): DateFormat | undefined {
    if (!this.#options.dates.areChecked) return undefined;
    return dateFormatOf(schema) ?? this.#unionOf(schema)?.format;
  }

  #unionOf(schema: JsonSchema): Union | undefined {
    return this.#options.readsUnions ? readUnion(schema) : undefined;
  }

  #steps(draft: Draft): PlanStep[] {
    const { schema, format } = draft.node;
    const steps = Object.entries(schema).flatMap(([keyword, value]) => this.#step(keyword, value, draft) ?? []);
    const union = this.#unionOf(schema);
    if (union !== undefined) steps.push({ kind: 'type', accepts: union.accepts, to: union.types });
    if (format !== undefined) steps.push({ kind: 'format', format });
    return steps;
  }

  #step(keyword: string, value: unknown, { children }: Draft): PlanStep | undefined {
    if (keyword === 'type') {
      const accepts = readAccepts(value);
      return accepts === undefined ? undefined : { kind: 'type', accepts, to: value };
    }
    if (keyword === 'properties' && isSchemaObject(value)) {
      const toEntry = (name: string): PlanEntry => ({ name, node: children.properties.get(name) ?? this.#open });
      return { kind: 'properties', entries: Object.keys(value).map(toEntry) };
    }
    if (keyword === 'items' && Array.isArray(value)) {
      return { kind: 'tuple', nodes: value.map((_, index) => children.items.get(index) ?? this.#open) };
    }
    if (keyword === 'items') return { kind: 'items', node: children.item ?? this.#open };
    return keyword === '$ref' ? this.#refStep(value) : undefined;
  }

  #refStep(ref: unknown): PlanStep | undefined {
    if (typeof ref !== 'string' || !ref.startsWith('#')) return undefined;
    let target: unknown = this.#root;
    for (const token of pointerTokens(ref.slice(1)) ?? [undefined]) {
      target = token === undefined ? undefined : pointerMember(target, token);
    }
    return isSchemaObject(target) ? { kind: 'ref', node: this.#nodeOf(target) } : undefined;
  }
}
