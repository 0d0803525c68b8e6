import type { HttpBody } from '../body-decoder.js';

const MAX_DEPTH = 200;

/** An element: text, or its attributes (`@name`), children (`name`) and text (`#text`). */
export type XmlValue = string | XmlObject | (string | XmlObject)[];
/** An element with attributes or children. */
export interface XmlObject {
  [name: string]: XmlValue;
}

interface Open {
  readonly name: string;
  readonly value: XmlObject;
  readonly texts: string[];
}

/** Builds records from the events of an XML parser. */
export class XmlRecords {
  readonly #path: readonly string[];
  readonly #lists: ReadonlySet<string>;
  readonly #body: HttpBody;
  /** Names of the open elements down to the record. */
  readonly #names: string[] = [];
  /** The record and what is open in it. */
  readonly #open: Open[] = [];
  #done: XmlObject[] = [];
  #chars = 0;
  /** True once the element around the records was seen: without it, the path is wrong. */
  hasParent = false;

  constructor(path: readonly string[], lists: readonly string[], body: HttpBody) {
    this.#path = path;
    this.#lists = new Set(lists);
    this.#body = body;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (this.#names.length + this.#open.length >= MAX_DEPTH)
      throw this.#body.error(`nests more than ${MAX_DEPTH} elements`);
    if (this.#open.length === 0) this.#names.push(name);
    const isRecord = this.#open.length === 0 && this.#isAt(this.#path);
    if (this.#open.length === 0 && this.#isAt(this.#path.slice(0, Math.max(1, this.#path.length - 1))))
      this.hasParent = true;
    if (!isRecord && this.#open.length === 0) return;
    const pairs = Object.entries(attributes).map(([key, value]) => [`@${key}`, value] as const);
    this.#count(name.length + pairs.reduce((sum, [key, value]) => sum + key.length + value.length, 0));
    this.#open.push({ name, value: Object.fromEntries(pairs), texts: [] });
  }

  text(text: string): void {
    const innermost = this.#open.at(-1);
    if (innermost === undefined) return;
    this.#count(text.length);
    innermost.texts.push(text);
  }

  close(): void {
    const element = this.#open.pop();
    if (this.#open.length === 0) this.#names.pop();
    if (element === undefined) return;
    const value = contentOf(element);
    const parent = this.#open.at(-1);
    if (parent !== undefined) {
      this.#add(parent.value, element.name, value);
      return;
    }
    this.#done.push(typeof value === 'string' ? { '#text': value } : value);
    this.#chars = 0;
  }

  /** The records that are complete. */
  take(): readonly XmlObject[] {
    const done = this.#done;
    this.#done = [];
    return done;
  }

  #add(parent: XmlObject, name: string, value: string | XmlObject): void {
    const before: XmlValue | undefined = Object.hasOwn(parent, name) ? parent[name] : undefined;
    const isList = Array.isArray(before);
    if (isList) before.push(value);
    else if (before !== undefined) define(parent, name, [before, value]);
    else define(parent, name, this.#lists.has(name) ? [value] : value);
  }

  #isAt(path: readonly string[]): boolean {
    return path.length === this.#names.length && path.every((name, at) => name === this.#names[at]);
  }

  #count(chars: number): void {
    this.#chars += chars;
    if (this.#chars > this.#body.maxBytes) {
      throw this.#body.error(`holds a record larger than the ${this.#body.maxBytes} bytes that are accepted`);
    }
  }
}

/** Blanks between child elements are layout. */
function contentOf({ value, texts }: Open): string | XmlObject {
  const text = texts.join('');
  if (Object.keys(value).length === 0) return text;
  if (text.trim() !== '') define(value, '#text', text.trim());
  return value;
}

/** `__proto__` is a name like any other. */
function define(target: XmlObject, name: string, value: XmlValue): void {
  Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
}
