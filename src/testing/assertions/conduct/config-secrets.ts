import { pointerMember, pointerStep, pointerTokens } from '../../../schema/json-pointer.js';
import { isJsonObject } from '../../../util/json.js';
import { branchesOf, propertiesOf } from '../schema-walk.js';
import { MIN_SECRET_LENGTH, type Secret, secretForms } from './secret-forms.js';

/**
 * The secrets of a configuration: every text or number of eight or more characters at a place that the specification
 * marks `airbyte_secret`, at any depth, under any union, in lists and behind references within the specification. A
 * marked object or list gives all texts inside.
 */
export function findSecrets(specification: unknown, config: unknown): Secret[] {
  const found = new Map<string, string>();
  new SecretSearch(specification, found).visit(specification, config, '');
  return [...found].map(([value, place]) => ({ place, forms: secretForms(value) }));
}

type Schema = Readonly<Record<string, unknown>>;

class SecretSearch {
  readonly #root: unknown;
  /** Places by value. */
  readonly #found: Map<string, string>;
  readonly #seen = new Map<object, Set<string>>();

  constructor(root: unknown, found: Map<string, string>) {
    this.#root = root;
    this.#found = found;
  }

  visit(schema: unknown, value: unknown, place: string): void {
    if (!isJsonObject(schema) || value === undefined || this.#wasHere(schema, place)) return;
    if (isFlagged(schema['airbyte_secret'])) this.#take(value, place);
    for (const branch of this.#sameValue(schema, value)) this.visit(branch, value, place);
    if (Array.isArray(value)) this.#visitElements(schema, value, place);
    else if (isJsonObject(value)) this.#visitMembers(schema, value, place);
  }

  /** References may lead in circles. */
  #wasHere(schema: object, place: string): boolean {
    const places = this.#seen.get(schema) ?? new Set();
    const isKnown = places.has(place);
    this.#seen.set(schema, places.add(place));
    return isKnown;
  }

  /** Schemas that speak of the same value: unions, conditions, the target of a reference. */
  #sameValue(schema: Schema, value: unknown): unknown[] {
    const unions = ['anyOf', 'allOf'].flatMap((keyword) => branchesOf(schema, keyword));
    return [
      ...chosenBranches(branchesOf(schema, 'oneOf'), value),
      ...unions,
      schema['then'],
      schema['else'],
      this.#target(schema['$ref']),
    ];
  }

  #target(reference: unknown): unknown {
    if (typeof reference !== 'string' || !reference.startsWith('#')) return undefined;
    return pointerTokens(reference.slice(1))?.reduce(pointerMember, this.#root);
  }

  #visitElements(schema: Schema, value: readonly unknown[], place: string): void {
    const { items, additionalItems } = schema;
    for (const [index, element] of value.entries()) {
      const elementSchema = Array.isArray(items) ? (items[index] ?? additionalItems) : items;
      this.visit(elementSchema, element, `${place}/${index}`);
    }
  }

  #visitMembers(schema: Schema, value: Readonly<Record<string, unknown>>, place: string): void {
    for (const [name, member] of Object.entries(value)) {
      const { properties, patternProperties, additionalProperties } = schema;
      const own = isJsonObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
      const patterns = isJsonObject(patternProperties) ? Object.values(patternProperties) : [];
      for (const part of [own ?? additionalProperties, ...patterns]) {
        this.visit(part, member, place + pointerStep(name));
      }
    }
  }

  #take(value: unknown, place: string): void {
    if (isJsonObject(value) || Array.isArray(value)) {
      for (const [name, member] of Object.entries(value)) this.#take(member, place + pointerStep(name));
    } else if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') {
      const text = String(value);
      if (text.length >= MIN_SECRET_LENGTH && !this.#found.has(text)) this.#found.set(text, place);
    }
  }
}

/** `"true"` hides nothing at run time, but shows what was meant. */
function isFlagged(flag: unknown): boolean {
  return flag === true || flag === 'true';
}

/** A value that is secret only in a branch that the config did not choose does not count; without a choice, all branches do. */
function chosenBranches(branches: readonly Schema[], value: unknown): readonly Schema[] {
  const chosen = branches.filter((branch) => {
    const constants = Object.entries(propertiesOf(branch)).filter(
      (entry): entry is [string, Schema] => isJsonObject(entry[1]) && Object.hasOwn(entry[1], 'const'),
    );
    return (
      constants.length > 0 && constants.every(([name, field]) => isJsonObject(value) && value[name] === field['const'])
    );
  });
  return chosen.length > 0 ? chosen : branches;
}
