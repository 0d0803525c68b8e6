import { convertToDraft07 } from '../dialects/to-draft-07.js';
import { pointerMember, pointerStep, pointerTokens } from '../json-pointer.js';
import { isSchemaObject, type JsonSchema, ownValue } from '../json-schema.js';
import { didYouMean } from '../nearest-match.js';
import { findRefSites } from './ref-sites.js';
import { type SchemaPlace, schemaError, showPlace } from './schema-error.js';
import type { SchemaDocument, SchemaFiles } from './schema-files.js';

/** A place in a parsed file and what stands there. */
interface Target extends SchemaPlace {
  readonly pointer: string;
  readonly document: SchemaDocument;
  readonly value: unknown;
}

/** More references than any real schema has; files that refer to each other repeatedly would grow without bound. */
const MAX_REFS = 20_000;

/** Writes out the `$ref`s of one schema. */
export class RefInliner {
  readonly #files: SchemaFiles;
  #refs = 0;

  constructor(files: SchemaFiles) {
    this.#files = files;
  }

  /** A copy of a file's schema in which every `$ref` is replaced by what it leads to. */
  async inline(document: SchemaDocument): Promise<JsonSchema> {
    const target = { document, file: document.file, pointer: '', value: document.content };
    if (!isSchemaObject(target.value)) {
      throw schemaError('SCHEMA_NOT_OBJECT', target, 'A schema is a JSON object at its top level.');
    }
    return this.#inline(copyInDraft07(target.value, document), target, [showPlace(target)]);
  }

  /** Replaces the references in `schema`, a copy of what is at `place`; `chain` holds the places that led here. */
  async #inline(schema: JsonSchema, place: Target, chain: readonly string[]): Promise<JsonSchema> {
    let result = schema;
    for (const site of findRefSites(schema)) {
      const at = { file: place.file, pointer: place.pointer + site.pointer };
      const { $ref: _, ...siblings } = site.schema;
      const replacement = { ...(await this.#expand(site.ref, place.document, at, chain)), ...siblings };
      if (site.replace === undefined) result = replacement;
      else site.replace(replacement);
    }
    return result;
  }

  async #expand(ref: string, from: SchemaDocument, at: SchemaPlace, chain: readonly string[]): Promise<JsonSchema> {
    if (++this.#refs > MAX_REFS) {
      throw schemaError('SCHEMA_INVALID', at, `It leads to more than ${MAX_REFS} references.`);
    }
    const target = await this.#resolve(ref, from, at, 0);
    const name = showPlace(target);
    if (!isSchemaObject(target.value)) {
      throw schemaError(
        'SCHEMA_NOT_OBJECT',
        at,
        `$ref ${JSON.stringify(ref)} leads to ${name}, which is no JSON object.`,
      );
    }
    if (chain.includes(name)) {
      throw schemaError(
        'SCHEMA_REF_CYCLE',
        at,
        `$ref ${JSON.stringify(ref)} leads back to itself: ${[...chain, name].join(' -> ')}.`,
      );
    }
    const { definitions: _, $defs: __, ...copy } = copyInDraft07(target.value, target.document);
    return this.#inline(copy, target, [...chain, name]);
  }

  /** Finds what a reference leads to. References on the way of its pointer are followed, `hops` so far. */
  async #resolve(ref: string, from: SchemaDocument, at: SchemaPlace, hops: number): Promise<Target> {
    const [path = '', ...rest] = ref.split('#');
    const fragment = rest.join('#');
    const document = path === '' ? from : await this.#files.readShared(path, from, at);
    const tokens = pointerTokens(fragment);
    if (tokens === undefined) throw missingFragment(ref, at, { file: document.file }, '', []);
    let target: Target = { document, file: document.file, pointer: '', value: document.content };
    for (const token of tokens) {
      const holder = await this.#throughRef(target, token, at, hops);
      const value = pointerMember(holder.value, token);
      if (value === undefined) throw missingFragment(ref, at, holder, token, namesIn(holder.value));
      target = { ...holder, pointer: holder.pointer + pointerStep(token), value };
    }
    return target;
  }

  async #throughRef(target: Target, token: string, at: SchemaPlace, hops: number): Promise<Target> {
    const { value } = target;
    const ref = isSchemaObject(value) && !Object.hasOwn(value, token) ? ownValue(value, '$ref') : undefined;
    if (typeof ref !== 'string') return target;
    if (hops >= 100)
      throw schemaError('SCHEMA_REF_CYCLE', at, `$ref ${JSON.stringify(ref)} in ${showPlace(target)} leads to itself.`);
    return this.#resolve(ref, target.document, target, hops + 1);
  }
}

/** Each file has a dialect of its own, so a part is converted before parts of other files are put into it. */
function copyInDraft07(schema: JsonSchema, { dialect }: SchemaDocument): JsonSchema {
  const copy = structuredClone(schema);
  convertToDraft07(copy, dialect);
  return copy;
}

function namesIn(value: unknown): string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}

function missingFragment(
  ref: string,
  at: SchemaPlace,
  holder: SchemaPlace,
  token: string,
  names: readonly string[],
): Error {
  const what = token === '' ? 'no JSON pointer' : `no ${JSON.stringify(token)}`;
  const text = `$ref ${JSON.stringify(ref)} leads nowhere: ${what} in ${showPlace(holder)}.${didYouMean(token, names)}`;
  return schemaError('SCHEMA_FRAGMENT_MISSING', at, text);
}
