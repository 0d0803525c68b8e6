/** Shows on a stream what is being done: in one changing line on a terminal, otherwise one line each. */
export class Progress {
  readonly #stream: NodeJS.WriteStream;
  #count = 0;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  readonly show = (what: string): void => {
    this.#count += 1;
    const text = `${this.#count}. ${what}`;
    this.#stream.write(this.#stream.isTTY ? `\r\u001b[K${text}` : `${text}\n`);
  };

  end(): void {
    if (this.#stream.isTTY) this.#stream.write('\r\u001b[K');
  }
}
