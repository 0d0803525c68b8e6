import type { JsonInput } from './json-input.js';

/** One of the four commands with its files. */
export type CommandRequest =
  | { readonly command: 'spec' }
  | { readonly command: 'check'; readonly config: JsonInput }
  | { readonly command: 'discover'; readonly config: JsonInput }
  | ReadRequest;

/** `read` with its files. */
export interface ReadRequest {
  readonly command: 'read';
  readonly config: JsonInput;
  readonly catalog: JsonInput;
  readonly state: JsonInput | undefined;
}
