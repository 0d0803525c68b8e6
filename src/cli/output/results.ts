import { stringifyJson } from '../../util/json.js';

/** What a command found, on standard output: text for people and scripts, or one JSON document a line. */
export class Results {
  readonly #form: 'text' | 'json';
  readonly #write: (text: string) => unknown;

  constructor(form: 'text' | 'json', write: (text: string) => unknown) {
    this.#form = form;
    this.#write = write;
  }

  /** True if results are JSON. */
  get isJson(): boolean {
    return this.#form === 'json';
  }

  /** Writes a result: `text` (nothing if it is undefined), or `value` with `--output json`. */
  add(value: object, text?: string): void {
    if (this.isJson) this.json(value);
    else if (text !== undefined) this.#write(`${text}\n`);
  }

  /** Writes what is wrong with a table, with `--output json`: for people it stands elsewhere. */
  failure(value: object): void {
    if (this.isJson) this.json(value);
  }

  /** Writes a JSON line whatever the form is. */
  json(value: object): void {
    this.#write(`${stringifyJson(value)}\n`);
  }
}
