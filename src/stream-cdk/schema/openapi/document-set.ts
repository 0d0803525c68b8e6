import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { errorText, isCodedError } from '../../../errors.js';
import { decodePercent, pointerMember, pointerStep, pointerTokens } from '../../../schema/json-pointer.js';
import { isSchemaObject, ownValue } from '../../../schema/json-schema.js';
import { isJsonObject, type JsonObject } from '../../../util/json.js';
import { readDocument } from '../../read-document.js';

/** A place in one of the files of an API description and what stands there. */
export interface DocumentPlace {
  /** Absolute path. */
  readonly file: string;
  readonly tokens: readonly string[];
  readonly value: unknown;
}

/** References on the way to a schema that are followed before they count as a circle. */
const MAX_HOPS = 100;

/** An API description: its file and the files in the same folder that it refers to. */
export class DocumentSet {
  readonly root: JsonObject;
  readonly rootFile: string;
  readonly #documents = new Map<string, unknown>();
  readonly #faults = new Map<string, string>();

  private constructor(rootFile: string, root: JsonObject) {
    this.rootFile = rootFile;
    this.root = root;
    this.#documents.set(rootFile, root);
  }

  /** Reads every file that `root`, which stands in `path`, refers to. Those that cannot be read are faults of references. */
  static async read(path: string, root: JsonObject): Promise<DocumentSet> {
    const documents = new DocumentSet(await realpath(path), root);
    const waiting: [file: string, content: unknown][] = [[documents.rootFile, root]];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      for (const file of filesReferredTo(...next)) {
        if (documents.#documents.has(file) || documents.#faults.has(file)) continue;
        const content = await documents.#load(file);
        if (content !== undefined) waiting.push([file, content]);
      }
    }
    return documents;
  }

  async #load(file: string): Promise<unknown> {
    try {
      const real = await realpath(file);
      if (!isInside(real, dirname(this.rootFile))) {
        this.#faults.set(file, 'lies outside the folder of the description');
        return undefined;
      }
      const content = await readDocument(real);
      this.#documents.set(file, content);
      return content;
    } catch (error) {
      const isForeseen = isCodedError(error, 'TOOL_INPUT') || (error instanceof Error && 'code' in error);
      if (!isForeseen) throw error;
      this.#faults.set(file, errorText(error));
      return undefined;
    }
  }

  /** The place that `ref` leads to from `file`, references there followed; a text says why it leads nowhere. */
  resolve(ref: string, file: string, hops = 0): DocumentPlace | string {
    if (hops > MAX_HOPS) return 'leads back to itself';
    const [path = '', ...rest] = ref.split('#');
    const target = path === '' ? file : localFile(path, file);
    if (target === undefined) return 'is not a local file';
    if (!this.#documents.has(target)) return this.#faults.get(target) ?? 'was not read';
    const tokens = pointerTokens(rest.join('#'));
    if (tokens === undefined) return 'has no JSON pointer';
    return this.#walk({ file: target, tokens: [], value: this.#documents.get(target) }, tokens, hops);
  }

  #walk(start: DocumentPlace, tokens: readonly string[], hops: number): DocumentPlace | string {
    let place = start;
    for (const token of tokens) {
      const holder = this.#follow(place, token, hops);
      if (typeof holder === 'string') return holder;
      const value = pointerMember(holder.value, token);
      if (value === undefined) return `finds no ${JSON.stringify(token)}`;
      place = { file: holder.file, tokens: [...holder.tokens, token], value };
    }
    return this.#follow(place, undefined, hops);
  }

  /** Steps over a place that holds nothing but a reference. */
  #follow(place: DocumentPlace, token: string | undefined, hops: number): DocumentPlace | string {
    const { value } = place;
    const ref = isSchemaObject(value) ? ownValue(value, '$ref') : undefined;
    if (typeof ref !== 'string' || (token !== undefined && isSchemaObject(value) && Object.hasOwn(value, token)))
      return place;
    if (token === undefined && Object.keys(value as object).length > 1) return place;
    return this.resolve(ref, place.file, hops + 1);
  }

  /** A text that is the same for all ways to name a place. */
  keyOf({ file, tokens }: DocumentPlace): string {
    return `${relative(dirname(this.rootFile), file).split(sep).join('/')}#${tokens.map(pointerStep).join('')}`;
  }
}

/** Undefined for what is not relative to the file: other hosts, schemes, absolute paths. */
function localFile(path: string, from: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:/i.test(path) || isAbsolute(path) || /[\\\0]/.test(path)) return undefined;
  return resolve(dirname(from), decodePercent(path));
}

function isInside(file: string, folder: string): boolean {
  const path = relative(folder, file);
  return path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}

/** The files that any reference in `content` names; what is not a schema may refer to files that contain some. */
function filesReferredTo(file: string, content: unknown): Set<string> {
  const files = new Set<string>();
  const seen = new Set<object>();
  const waiting: unknown[] = [content];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    for (const member of Object.values(value)) waiting.push(member);
    const ref = isJsonObject(value) ? ownValue(value, '$ref') : undefined;
    const path = typeof ref === 'string' ? (ref.split('#')[0] ?? '') : '';
    const target = path === '' ? undefined : localFile(path, file);
    if (target !== undefined) files.add(target);
  }
  return files;
}
