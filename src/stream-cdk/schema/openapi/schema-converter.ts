import { isSchemaObject, type JsonSchema, ownValue } from '../../../schema/json-schema.js';
import { fieldPlace } from '../../../testing/compatibility/connector-change.js';
import { withAlternatives } from './alternatives.js';
import { annotate, isAnnotation } from './annotations.js';
import type { ConversionNotes } from './conversion-notes.js';
import type { DocumentPlace, DocumentSet } from './document-set.js';
import { isObjectShape, kindsOf, uniteKinds } from './kinds.js';
import { noteMaps, readLimits } from './limits.js';
import { type MergeContext, mergeShapes } from './merge-shapes.js';
import { beside, inside, type Piece, type Site } from './schema-site.js';
import { type Part, type Shape, shape } from './shape.js';
import { readTypes } from './types-and-formats.js';

/** Levels of schemas within one another in the description itself. */
const MAX_DEPTH = 100;

/** Reads the schemas of an API description as {@link Shape}s. */
export class SchemaConverter {
  readonly #documents: DocumentSet;
  readonly #notes: ConversionNotes;
  /** What references lead to, by key. */
  readonly places = new Map<string, DocumentPlace>();
  /** Schemas that `allOf` takes in; undefined while one is being read, since it may include itself. */
  readonly #included = new Map<string, Shape | undefined>();

  /** Places whose kinds are being united. */
  readonly #uniting = new Set<string>();

  constructor(documents: DocumentSet, notes: ConversionNotes) {
    this.#documents = documents;
    this.#notes = notes;
  }

  /** Reads the schema at `target`, called `name` in notes. */
  convert({ value, file, tokens }: DocumentPlace, name: string): Part {
    return this.#read(value, { file, tokens, place: name, depth: 0, role: 'own' });
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
    const pieces: Piece[] = [
      ...(typeof ref === 'string' ? [{ schema: { $ref: ref }, steps: [] }] : []),
      ...(Array.isArray(list) ? list.map((part, at) => ({ schema: part, steps: ['allOf', String(at)] })) : []),
      { schema: rest, steps: [] },
    ];
    return this.#combine(pieces, schema, site);
  }

  /** What all pieces of `whole` say. One reference with mere annotations beside it stays a reference. */
  #combine(pieces: readonly Piece[], whole: JsonSchema, site: Site): Part {
    const telling = pieces.filter(({ schema }) => !isAnnotation(schema));
    const annotations = pieces
      .map(({ schema }) => schema)
      .filter(isAnnotation)
      .map((schema) => this.#toShape(this.#readPlain(schema, site), site));
    const [only, ...others] = telling;
    const single = others.length === 0 && only !== undefined ? this.#readPiece(only, site) : undefined;
    if (single?.kind === 'reference') return annotations.reduce(annotate, single);
    // Within what is merged, further merging would write out one schema in the other without end.
    const isMerged = single === undefined && telling.some(({ schema }) => refOf(schema) !== undefined);
    if (isMerged && site.role === 'within-included') return this.#referTo({ ...site, value: whole });
    const shapes = single === undefined ? telling.map((piece) => this.#include(piece, site)) : [single];
    const context: MergeContext = { notes: this.#notes, place: site.place };
    return [...shapes, ...annotations].reduce((merged, part) => mergeShapes(merged, part, context), shape());
  }

  #readPiece({ schema, steps }: Piece, site: Site): Part {
    const ref = refOf(schema);
    return ref === undefined ? this.#read(schema, beside(site, steps)) : this.#refer(ref, site);
  }

  #refer(ref: string, site: Site): Part {
    const target = this.#resolve(ref, site);
    return target === undefined ? shape() : this.#referTo(target);
  }

  #referTo({ file, tokens, value }: DocumentPlace): Part {
    const key = this.#documents.keyOf({ file, tokens, value });
    this.places.set(key, { file, tokens, value });
    return { kind: 'reference', target: key, nullable: false, keywords: {} };
  }

  #resolve(ref: string, site: Site): DocumentPlace | undefined {
    const target = this.#documents.resolve(ref, site.file);
    if (typeof target !== 'string') return target;
    this.#notes.add('references that lead nowhere, taken for any value', `${site.place} (${ref}: ${target})`);
    return undefined;
  }

  /** A schema to merge with others, which no reference can be. */
  #include({ schema, steps }: Piece, site: Site): Shape {
    const ref = refOf(schema);
    if (ref === undefined) return this.#toShape(this.#read(schema, beside(site, steps)), site);
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
    const { file, tokens, value } = target;
    const read = this.#read(value, { file, tokens, place: site.place, depth: site.depth + 1, role: 'included' });
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
    const items = this.#readItems(schema, site);
    if (items !== undefined && types.length === 0)
      this.#notes.add('items without a type, which make no list', site.place);
    const base = shape({
      types,
      nullable,
      values,
      properties: this.#readProperties(schema, site),
      required: new Set(textsIn(ownValue(schema, 'required'))),
      items,
      keywords: { ...limits, ...keywords },
    });
    const context: MergeContext = { notes: this.#notes, place: site.place };
    return this.#readKinds(schema, base, site) ?? withAlternatives(base, this.#readAlternatives(schema, site), context);
  }

  /** One object with the properties of all kinds; undefined where there is no discriminator, or kinds are no objects. */
  #readKinds(schema: JsonSchema, base: Shape, site: Site): Part | undefined {
    const kinds = kindsOf(schema);
    if (kinds === undefined) return undefined;
    // As for allOf: within what is merged, further merging would not end.
    if (site.role === 'within-included') return this.#referTo({ ...site, value: schema });
    // A kind that takes in the whole, as its base, means what stands beside the kinds.
    const key = this.#documents.keyOf({ ...site, value: schema });
    if (this.#uniting.has(key)) return base;
    this.#uniting.add(key);
    const shapes = kinds.pieces.map((piece) => this.#include(piece, site));
    this.#uniting.delete(key);
    if (!shapes.every(isObjectShape)) return undefined;
    return mergeShapes(base, uniteKinds(shapes, kinds), { notes: this.#notes, place: site.place });
  }

  #readProperties(schema: JsonSchema, site: Site): ReadonlyMap<string, Part> {
    const properties = ownValue(schema, 'properties');
    const parts = new Map<string, Part>();
    for (const [name, property] of isSchemaObject(properties) ? Object.entries(properties) : []) {
      const at = fieldPlace(site.place, name);
      if (isSchemaObject(property) && ownValue(property, 'writeOnly') === true) {
        this.#notes.add('properties that are only written, left out', at);
      } else {
        parts.set(name, this.#read(property, inside(site, at, 'properties', name)));
      }
    }
    return parts;
  }

  #readItems(schema: JsonSchema, site: Site): Shape['items'] {
    const at = `${site.place}[]`;
    const keyword = Array.isArray(ownValue(schema, 'prefixItems')) ? 'prefixItems' : 'items';
    const items = ownValue(schema, keyword);
    if (items === undefined || (Array.isArray(items) && items.length === 0)) return undefined;
    if (!Array.isArray(items)) return this.#read(items, inside(site, at, keyword));
    return items.map((item, position) => this.#read(item, inside(site, at, keyword, String(position))));
  }

  /** `oneOf` is read as `anyOf`: without closed objects, alternatives overlap. */
  #readAlternatives(schema: JsonSchema, site: Site): Part[] {
    const [keyword, ...others] = ['oneOf', 'anyOf'].filter((name) => Array.isArray(ownValue(schema, name)));
    if (others.length > 0) this.#notes.add('anyOf beside oneOf, left out', site.place);
    const branches = keyword === undefined ? [] : (ownValue(schema, keyword) as unknown[]);
    return branches.map((branch, at) => this.#read(branch, inside(site, site.place, keyword ?? '', String(at))));
  }
}

function refOf(schema: unknown): string | undefined {
  const ref = isSchemaObject(schema) && Object.keys(schema).length === 1 ? ownValue(schema, '$ref') : undefined;
  return typeof ref === 'string' ? ref : undefined;
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((text) => typeof text === 'string') : [];
}
