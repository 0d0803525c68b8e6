import { CodedError } from '../../errors.js';
import { parseJson } from '../../util/json.js';

/** An answer of an API, read to its end. */
export class HttpPage {
  readonly status: number;
  readonly text: string;
  /** What texts for people call the request: method, host and path, without query. */
  readonly label: string;
  readonly #header: (name: string) => string | undefined;

  constructor(status: number, text: string, label: string, header: (name: string) => string | undefined) {
    this.status = status;
    this.text = text;
    this.label = label;
    this.#header = header;
  }

  get isOk(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  /** A header by its name, in any case. */
  header(name: string): string | undefined {
    return this.#header(name.toLowerCase());
  }

  /**
   * The body as JSON; integers beyond 2^53 come as `bigint`. What it holds is for you to say: `as Employee[]`.
   *
   * @throws CodedError `CDK_HTTP_RESPONSE` when it is not JSON; the body is never quoted.
   */
  json(): unknown {
    try {
      return parseJson(this.text);
    } catch {
      throw new CodedError('CDK_HTTP_RESPONSE', {
        message: `The answer to ${this.label} is not valid JSON.`,
        details: { status: this.status, bytes: this.text.length },
      });
    }
  }
}
