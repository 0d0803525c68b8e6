import { CodedError } from '../../errors.js';
import { parseJson } from '../../util/json.js';
import { BodyError } from './body/body-error.js';

/** An answer of an API, read to its end. */
export class HttpPage {
  readonly status: number;
  /** What texts for people call the request: method, host and path, without query. */
  readonly label: string;
  readonly #text: string | undefined;
  readonly #header: (name: string) => string | undefined;

  /** @param text - undefined when a decoder has got the body */
  constructor(status: number, text: string | undefined, label: string, header: (name: string) => string | undefined) {
    this.status = status;
    this.label = label;
    this.#text = text;
    this.#header = header;
  }

  get isOk(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  /** True when the stream's `decoder` has got the body, so that it cannot be read here. */
  get isDecoded(): boolean {
    return this.#text === undefined;
  }

  /**
   * The body as text: content codings removed, in the charset that the answer says.
   *
   * @throws CodedError `CDK_STREAM_DEFINITION` when the stream has a `decoder`, which reads the body in place of you.
   */
  get text(): string {
    if (this.#text !== undefined) return this.#text;
    throw new CodedError('CDK_STREAM_DEFINITION', {
      message: `The body of the answer to ${this.label} goes to the stream's decoder: only its status and headers can be read.`,
    });
  }

  /** True for a body without anything but blanks, as that of a 204. */
  get isEmpty(): boolean {
    return !/\S/.test(this.text);
  }

  /** A header by its name, in any case; the values of a repeated one are joined by commas. */
  header(name: string): string | undefined {
    return this.#header(name.toLowerCase());
  }

  /**
   * The body as JSON; integers beyond 2^53 come as `bigint`. What it holds is for you to say: `as Employee[]`.
   *
   * @throws CodedError `CDK_HTTP_RESPONSE` when it is empty or not JSON; the body is never quoted.
   */
  json(): unknown {
    if (this.isEmpty) throw this.error('is empty where JSON is expected; ask `isEmpty` first where that is usual');
    try {
      return parseJson(this.text);
    } catch {
      throw this.error('is not valid JSON');
    }
  }

  /**
   * An error that names request, status, size and type, for a body that cannot be used.
   *
   * @param what - end of a sentence that begins with the answer, such as `has no member data`; never what it holds
   */
  error(what: string): BodyError {
    const { label, status } = this;
    return new BodyError(
      { label, status, contentType: this.header('content-type'), bytes: Buffer.byteLength(this.text) },
      what,
    );
  }
}
