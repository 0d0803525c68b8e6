/** What is used of the package `saxes`, whose own declarations are not valid under `exactOptionalPropertyTypes`. */
export interface SaxesTag {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export class SaxesParser {
  /** Line of the input that is being read, from 1. */
  readonly line: number;
  on(name: 'error', handler: (error: Error) => void): void;
  on(name: 'opentag', handler: (tag: SaxesTag) => void): void;
  on(name: 'closetag', handler: (tag: SaxesTag) => void): void;
  on(name: 'text' | 'cdata', handler: (text: string) => void): void;
  write(chunk: string): this;
  close(): this;
}
