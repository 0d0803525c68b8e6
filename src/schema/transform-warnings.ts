import type { TransformWarning } from './transform/runtime.js';

/** One kind of warning and how often it came. */
export interface WarningSummary {
  readonly text: string;
  readonly count: number;
}

const MAX_KINDS = 1000;
const OVERFLOW_TEXT = 'Further values that do not fit their schema, of other fields or types.';

/**
 * Gathers the warnings of a stream for its log: by path, indexes as `*`, and by types, objects as `object`. Neither
 * values nor names from a record get into a text, and at most 1,000 kinds are distinguished.
 *
 * @example
 * const warnings = new TransformWarnings();
 * new TypeTransformer(TransformConfig.DefaultSchemaNormalization, { onWarning: warnings.add });
 * // later
 * warnings.drain() // [{ text: "Value of type 'string' does not fit type 'number' at path 'a.*.b'.", count: 3 }]
 */
export class TransformWarnings {
  readonly #counts = new Map<string, number>();
  #overflow = 0;

  /** Counts one warning; can be handed out as a function. */
  readonly add = (warning: TransformWarning): void => {
    const text = describe(warning);
    const count = this.#counts.get(text);
    if (count === undefined && this.#counts.size >= MAX_KINDS) this.#overflow++;
    else this.#counts.set(text, (count ?? 0) + 1);
  };

  /** What was gathered since the last call, in the order of first appearance. */
  drain(): WarningSummary[] {
    const kinds = [...this.#counts].map(([text, count]) => ({ text, count }));
    if (this.#overflow > 0) kinds.push({ text: OVERFLOW_TEXT, count: this.#overflow });
    this.#counts.clear();
    this.#overflow = 0;
    return kinds;
  }
}

function describe({ path, from, to, format }: TransformWarning): string {
  const place = path.map((key) => (typeof key === 'number' ? '*' : key)).join('.');
  const where = path.length === 0 ? 'of the record itself' : `at path '${place}'`;
  if (format !== undefined) return `Text that is not of the format '${format}' ${where}.`;
  return `Value of type '${typeof from === 'string' ? from : 'object'}' does not fit type '${showType(to)}' ${where}.`;
}

function showType(type: unknown): string {
  const names = Array.isArray(type) ? type : [type];
  return names.map((name) => (typeof name === 'string' ? name : 'unknown')).join(' or ') || 'none';
}
