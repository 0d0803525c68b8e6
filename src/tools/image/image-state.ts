import type { Instruction } from './dockerfile.js';
import { readExecForm, readPairs, splitWords, substitute } from './dockerfile.js';

/** What an image says about itself, as far as a Dockerfile has set it. */
export class ImageState {
  readonly env: Map<string, string>;
  readonly labels = new Map<string, string>();
  /** As written: a name or an id. */
  user = 'root';
  workdir = '/';
  entrypoint: readonly string[] | undefined;
  /** What follows the entry point if a container is given no command. */
  command: readonly string[] | undefined;
  /** What tells whether a container is well. */
  healthCheck: readonly string[] | undefined;
  readonly volumes: string[] = [];
  readonly #args = new Map<string, string>();

  constructor(env: Iterable<readonly [string, string]>) {
    this.env = new Map(env);
  }

  /** Text with its variables replaced: `ENV` wins over `ARG`. */
  expand(text: string): string {
    return substitute(text, new Map([...this.#args, ...this.env]));
  }

  /** Names and values that a `RUN` sees. */
  get runEnv(): ReadonlyMap<string, string> {
    return new Map([...this.#args, ...this.env]);
  }

  /**
   * Applies an instruction that does not change files.
   *
   * @returns false for any other instruction.
   * @throws Error for a shell form of `ENTRYPOINT`, under which signals would not reach the program, and of `CMD` and
   * `HEALTHCHECK`.
   */
  accept({ name, text, line }: Instruction): boolean {
    switch (name) {
      case 'ARG':
        this.#takeArgument(text);
        return true;
      case 'ENV':
        for (const [key, value] of readPairs(this.expand(text))) this.env.set(key, value);
        return true;
      case 'LABEL':
        for (const [key, value] of readPairs(this.expand(text))) this.labels.set(key, value);
        return true;
      case 'USER':
        this.user = this.expand(text).trim();
        return true;
      case 'ENTRYPOINT':
        this.entrypoint = readList(name, text, line);
        return true;
      case 'CMD':
        this.command = readList(name, text, line);
        return true;
      case 'HEALTHCHECK':
        this.healthCheck = readList(name, text.replace(/^CMD\s+/, ''), line);
        return true;
      case 'VOLUME':
        this.volumes.push(...(readExecForm(text) ?? splitWords(this.expand(text))));
        return true;
      default:
        return false;
    }
  }

  #takeArgument(text: string): void {
    const [word = ''] = splitWords(this.expand(text));
    const equals = word.indexOf('=');
    if (equals > 0) this.#args.set(word.slice(0, equals), word.slice(equals + 1));
  }
}

function readList(name: string, text: string, line: number): readonly string[] {
  const words = readExecForm(text);
  if (words === undefined) throw new Error(`Dockerfile, line ${line}: write ${name} as a list.`);
  return words;
}
