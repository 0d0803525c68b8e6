import { isJsonObject } from '../../util/json.js';
import { ownValue } from '../json-schema.js';
import { type Caster, createCaster } from './cast.js';
import { link, type PathLink } from './path-link.js';
import { flatSteps, type Plan, type PlanEntry, type PlanNode, type PlanStep, typeBits } from './plan.js';
import { type Runtime, warn, warnOfFormat } from './runtime.js';

/** Checks a value that is already cast, and casts what it holds. */
type Walk = (value: unknown, at: PathLink) => void;
/** Casts one member of an object or list that is at `at`, then walks it. */
export type Visit = (holder: object, key: string | number, value: unknown, at: PathLink) => void;
/** As a {@link Walk}, for the member `key` of what is at `parent`: its own place is only made when it is needed. */
type MemberWalk = (value: unknown, parent: PathLink, key: string | number) => void;

/** Below recursive schemas, data is cast this many levels deep; what lies deeper stays, with a warning. */
const MAX_DEPTH = 500;

/** Compiles the nodes of one plan to functions that call each other, each node once, when it is first met. */
export class ClosureCompiler {
  readonly #runtime: Runtime;
  readonly #recursive: boolean;
  readonly #walks = new Map<PlanNode, Walk>();

  constructor(plan: Plan, runtime: Runtime) {
    this.#runtime = runtime;
    this.#recursive = plan.hasRefs;
  }

  /** The function that checks values against `node` and casts their members. */
  walk(node: PlanNode): Walk {
    const known = this.#walks.get(node);
    if (known !== undefined) return known;
    const walk = this.#compileWalk(node);
    this.#walks.set(node, walk);
    return walk;
  }

  /** The function that casts a member by `node`, puts the result in its place and walks it. */
  visit(node: PlanNode): Visit {
    return this.#memberOf(node).visit;
  }

  #compileWalk(node: PlanNode): Walk {
    const steps = flatSteps(node).map((step) => this.#compileStep(step));
    const [only, ...others] = steps;
    if (only !== undefined && others.length === 0) return this.#recursive ? this.#limitDepth(only) : only;
    const walk: Walk = (value, at) => {
      for (const step of steps) step(value, at);
    };
    return this.#recursive ? this.#limitDepth(walk) : walk;
  }

  #limitDepth(walk: Walk): Walk {
    const runtime = this.#runtime;
    return (value, at) => {
      if (typeof value === 'object' && value !== null && runtime.depth >= MAX_DEPTH) {
        warn(runtime, at, value, `anything nested less than ${MAX_DEPTH} levels deep`);
        return;
      }
      runtime.depth++;
      try {
        walk(value, at);
      } finally {
        runtime.depth--;
      }
    };
  }

  #compileStep(step: Exclude<PlanStep, { kind: 'ref' }>): Walk {
    switch (step.kind) {
      case 'type': {
        const { accepts, to } = step;
        return (value, at) => {
          if ((typeBits(value) & accepts) === 0) warn(this.#runtime, at, value, to);
        };
      }
      case 'format': {
        const fits = this.#runtime.dates.fitting[step.format];
        return (value, at) => {
          if (typeof value === 'string' && !fits(value)) warnOfFormat(this.#runtime, at, value, step.format);
        };
      }
      case 'properties':
        return this.#compileProperties(step.entries);
      case 'items':
        return this.#compileElements(step.node);
      case 'tuple':
        return this.#compileTuple(step.nodes);
      default:
        return step satisfies never;
    }
  }

  #compileProperties(entries: readonly PlanEntry[]): Walk {
    const members = entries.map(({ name, node }) => ({ name, ...this.#memberOf(node) }));
    const visitMembers: Walk = (value, at) => {
      if (!isJsonObject(value)) return;
      for (const { name, visit } of members) {
        const member = ownValue(value, name);
        if (member !== undefined) visit(value, name, member, at);
      }
    };
    const castThenWalk: Walk = (value, at) => {
      if (!isJsonObject(value)) return;
      for (const { name, normalize } of members) {
        const member = ownValue(value, name);
        if (member !== undefined) put(value, name, member, normalize(member));
      }
      for (const { name, walk } of members) {
        const member = ownValue(value, name);
        if (member !== undefined) walk(member, at, name);
      }
    };
    return this.#runtime.callsCustom ? castThenWalk : visitMembers;
  }

  #compileElements(node: PlanNode): Walk {
    const { visit, normalize, walk } = this.#memberOf(node);
    const visitElements: Walk = (value, at) => {
      if (!Array.isArray(value)) return;
      for (let index = 0; index < value.length; index++) visit(value, index, value[index], at);
    };
    const castThenWalk: Walk = (value, at) => {
      if (!Array.isArray(value)) return;
      for (let index = 0; index < value.length; index++) put(value, index, value[index], normalize(value[index]));
      for (let index = 0; index < value.length; index++) walk(value[index], at, index);
    };
    return this.#runtime.callsCustom ? castThenWalk : visitElements;
  }

  #compileTuple(nodes: readonly PlanNode[]): Walk {
    const members = nodes.map((node) => this.#memberOf(node));
    return (value, at) => {
      if (!Array.isArray(value)) return;
      const length = Math.min(members.length, value.length);
      for (let index = 0; index < length; index++) {
        put(value, index, value[index], members[index]?.normalize(value[index]));
      }
      for (let index = 0; index < length; index++) members[index]?.walk(value[index], at, index);
    };
  }

  /** The functions of a node, looked up when they are first called: a recursive schema contains its own. */
  #memberOf(node: PlanNode): { visit: Visit; normalize: Caster; walk: MemberWalk } {
    const normalize = this.#createNormalizer(node);
    const walk = this.#leafWalk(node) ?? this.#branchWalk(node);
    const visit: Visit = (holder, key, value, at) => {
      const result = normalize(value);
      if (result !== value) put(holder, key, value, result);
      walk(result, at, key);
    };
    return { visit, normalize, walk };
  }

  #branchWalk(node: PlanNode): MemberWalk {
    let known: Walk | undefined;
    return (value, parent, key) => {
      known ??= this.walk(node);
      known(value, link(parent, key));
    };
  }

  /** For the many fields with nothing but a type and a format in their schema; undefined for others. */
  #leafWalk({ steps }: PlanNode): MemberWalk | undefined {
    const [first, second, ...others] = steps;
    if (this.#recursive || first?.kind !== 'type' || others.length > 0) return undefined;
    if (second !== undefined && second.kind !== 'format') return undefined;
    const { accepts, to } = first;
    const fits = second === undefined ? undefined : this.#runtime.dates.fitting[second.format];
    return (value, parent, key) => {
      if ((typeBits(value) & accepts) === 0) warn(this.#runtime, link(parent, key), value, to);
      else if (second !== undefined && typeof value === 'string' && fits?.(value) === false) {
        warnOfFormat(this.#runtime, link(parent, key), value, second.format);
      }
    };
  }

  #createNormalizer(node: PlanNode): Caster {
    const runtime = this.#runtime;
    const cast: Caster = runtime.casts && node.cast !== undefined ? createCaster(node.cast, runtime) : (value) => value;
    const normalize = createDateCaster(node, runtime, cast);
    if (!runtime.callsCustom) return normalize;
    return (value) => runtime.custom(normalize(value), node.schema);
  }
}

/** The cast, and after it the usual form of a date. */
function createDateCaster({ format }: PlanNode, { dates }: Runtime, cast: Caster): Caster {
  const { normalize } = dates;
  if (format === undefined || normalize === undefined) return cast;
  const isWell = dates.asWritten[format];
  return (value) => {
    const result = cast(value);
    return typeof result !== 'string' || isWell(result) ? result : (normalize(result, format) ?? result);
  };
}

function put(holder: object, key: string | number, before: unknown, after: unknown): void {
  if (after !== before) (holder as Record<string | number, unknown>)[key] = after;
}
