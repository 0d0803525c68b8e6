import { isSchemaObject, type JsonSchema, ownValue } from '../../../schema/json-schema.js';
import { fieldPlace } from '../../../testing/compatibility/schema-change.js';
import { withAlternatives } from './alternatives.js';
import { annotate, isAnnotation } from './annotations.js';
import type { ConversionNotes } from './conversion-notes.js';
import type { DocumentPlace, DocumentSet } from './document-set.js';
import { noteMaps, readLimits } from './limits.js';
import { type MergeContext, mergeShapes } from './merge-shapes.js';
import { type Part, type Shape, shape } from './shape.js';
import { readTypes } from './types-and-formats.js';

/** Where a schema stands. */
interface Site {
  readonly file: string;
  /** For people: `User.address.city`. */
  readonly place: string;
  readonly depth: number;
}

/** Levels of schemas within one another in the description itself. */
const MAX_DEPTH = 100;

/** Reads the schemas of an API description as {@link Shape}s. */
export class SchemaConverter {
  readonly #documents: DocumentSet;
  readonly #notes: ConversionNotes;
  /** What references lead to, by key. */
  readonly places = new Map<string, DocumentPlace>();
  /** Schemas that `allOf` takes in; undefined while one is being read, for it may take in itself. */
  readonly #included = new Map<string, Shape | undefined>();

  constructor(documents: DocumentSet, notes: ConversionNotes) {
    this.#documents = documents;
    this.#notes = notes;
  }

  /** Reads the schema at `target`, called `name` in notes. */
  convert({ value, file }: DocumentPlace, name: string): Part {
    return this.#read(value, { file, place: name, depth: 0 });
  }

  #read(schema: unknown, site: Site): Part {
    if (!isSchemaObject(schema)) {
      if (schema !== true && schema !== undefined) this.#notes.add('no schemas, taken for any value', site.place);
      return shape();
    }
    if (site.depth > MAX_DEPTH) {
      this.#notes.add('nested too deep, taken for any value', site.place);
      return shape();
    }
    const ref = ownValue(schema, '$ref');
    const list = ownValue(schema, 'allOf');
    if (typeof ref !== 'string' && !Array.isArray(list)) return this.#readPlain(schema, site);
    const { $ref: _ref, allOf: _allOf, ...rest } = schema;
    const parts = [...(typeof ref === 'string' ? [{ $ref: ref }] : []), ...(Array.isArray(list) ? list : [])];
    return this.#combine([...parts, rest], site);
  }

  /** What all of `schemas` say. One reference with mere annotations beside it stays a reference. */
  #combine(schemas: readonly unknown[], site: Site): Part {
    const telling = schemas.filter((part) => !isAnnotation(part));
    const annotations = schemas.filter(isAnnotation).map((part) => this.#toShape(this.#readPlain(part, site), site));
    const [only, ...others] = telling;
    const single = others.length === 0 && only !== undefined ? this.#readOne(only, site) : undefined;
    if (single?.kind === 'reference') return annotations.reduce(annotate, single);
    const shapes = single === undefined ? telling.map((part) => this.#include(part, site)) : [single];
    const context: MergeContext = { notes: this.#notes, place: site.place };
    return [...shapes, ...annotations].reduce((merged, part) => mergeShapes(merged, part, context), shape());
  }

  #readOne(schema: unknown, site: Site): Part {
    const ref = refOf(schema);
    return ref === undefined ? this.#read(schema, deeper(site)) : this.#refer(ref, site);
  }

  #refer(ref: string, site: Site): Part {
    const target = this.#resolve(ref, site);
    if (target === undefined) return shape();
    const key = this.#documents.keyOf(target);
    this.places.set(key, target);
    return { kind: 'reference', target: key, nullable: false, keywords: {} };
  }

  #resolve(ref: string, site: Site): DocumentPlace | undefined {
    const target = this.#documents.resolve(ref, site.file);
    if (typeof target !== 'string') return target;
    this.#notes.add('references that lead nowhere, taken for any value', `${site.place} (${ref}: ${target})`);
    return undefined;
  }

  /** A schema to merge with others, which no reference can be. */
  #include(schema: unknown, site: Site): Shape {
    const ref = refOf(schema);
    if (ref === undefined) return this.#toShape(this.#read(schema, deeper(site)), site);
    const target = this.#resolve(ref, site);
    return target === undefined ? shape() : this.#includeTarget(target, site);
  }

  #includeTarget(target: DocumentPlace, site: Site): Shape {
    const key = this.#documents.keyOf(target);
    const known = this.#included.get(key);
    if (known !== undefined) return known;
    if (this.#included.has(key)) {
      this.#notes.add('allOf that takes in itself, left out', site.place);
      return shape();
    }
    this.#included.set(key, undefined);
    const read = this.#read(target.value, { file: target.file, place: site.place, depth: site.depth + 1 });
    const included = this.#toShape(read, site);
    this.#included.set(key, included);
    return included;
  }

  #toShape(part: Part, site: Site): Shape {
    if (part.kind === 'shape') return part;
    const target = this.places.get(part.target);
    const included = target === undefined ? shape() : this.#includeTarget(target, site);
    return {
      ...included,
      nullable: included.nullable || part.nullable,
      keywords: { ...included.keywords, ...part.keywords },
    };
  }

  /** A schema without `$ref` and `allOf`. */
  #readPlain(schema: JsonSchema, site: Site): Part {
    const { types, nullable, values, keywords } = readTypes(schema, this.#notes, site.place);
    const limits = readLimits(schema, this.#notes, site.place);
    noteMaps(schema, types, this.#notes, site.place);
    const base = shape({
      types,
      nullable,
      values,
      properties: this.#readProperties(schema, site),
      required: new Set(textsIn(ownValue(schema, 'required'))),
      items: this.#readItems(schema, site),
      keywords: { ...limits, ...keywords },
    });
    return withAlternatives(base, this.#readAlternatives(schema, site), { notes: this.#notes, place: site.place });
  }

  #readProperties(schema: JsonSchema, site: Site): ReadonlyMap<string, Part> {
    const properties = ownValue(schema, 'properties');
    const parts = new Map<string, Part>();
    for (const [name, property] of isSchemaObject(properties) ? Object.entries(properties) : []) {
      const at = fieldPlace(site.place, name);
      if (isSchemaObject(property) && ownValue(property, 'writeOnly') === true) {
        this.#notes.add('properties that are only written, left out', at);
      } else {
        parts.set(name, this.#read(property, { ...deeper(site), place: at }));
      }
    }
    return parts;
  }

  #readItems(schema: JsonSchema, site: Site): Shape['items'] {
    const inside = { ...deeper(site), place: `${site.place}[]` };
    const prefix = ownValue(schema, 'prefixItems');
    const items = Array.isArray(prefix) ? prefix : ownValue(schema, 'items');
    if (Array.isArray(items)) return items.length === 0 ? undefined : items.map((item) => this.#read(item, inside));
    return items === undefined ? undefined : this.#read(items, inside);
  }

  /** `oneOf` is read as `anyOf`: without closed objects, alternatives overlap. */
  #readAlternatives(schema: JsonSchema, site: Site): Part[] {
    const [one, any] = ['oneOf', 'anyOf'].map((keyword) => ownValue(schema, keyword));
    const lists = [one, any].filter((list) => Array.isArray(list));
    if (lists.length > 1) this.#notes.add('anyOf beside oneOf, left out', site.place);
    return (lists[0] ?? []).map((branch: unknown) => this.#read(branch, deeper(site)));
  }
}

function deeper(site: Site): Site {
  return { ...site, depth: site.depth + 1 };
}

function refOf(schema: unknown): string | undefined {
  const ref = isSchemaObject(schema) && Object.keys(schema).length === 1 ? ownValue(schema, '$ref') : undefined;
  return typeof ref === 'string' ? ref : undefined;
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((text) => typeof text === 'string') : [];
}
