import type { Ajv, ErrorObject } from 'ajv';
import { createAjv } from '../../schema/ajv.js';
import { isJsonObject } from '../../util/json.js';
import { parseMessage } from '../received-message.js';

let shared: Ajv | undefined;

/** Strings, to be passed over, and numbers written with a fraction or an exponent: no integers, even if whole. */
const STRING_OR_FRACTION = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+(?:[eE][+-]?\d+)?|[eE][+-]?\d+)/g;

/**
 * Checks records against a stream's schema by draft-07 with formats. Where the line is given, a number
 * written as `1.0` does not pass for an integer.
 */
export class RecordValidator {
  readonly #validate: (value: unknown) => readonly ErrorObject[];

  /** @throws Error when `schema` is no JSON Schema. */
  constructor(schema: object) {
    shared ??= createAjv();
    const { $schema: _, ...draft7 } = schema as { readonly $schema?: unknown };
    const validate = shared.compile(draft7);
    this.#validate = (value) => (validate(value) ? [] : [...(validate.errors ?? [])]);
  }

  /**
   * @param data - the record as it was parsed
   * @param line - its line of standard output, for the form of its numbers
   * @returns one text per fault, with the place and the rule, without the value.
   */
  problems(data: unknown, line?: string): string[] {
    const errors = this.#validate(withoutBigInts(data));
    const fractions = line === undefined || !/\d[.eE]/.test(line) ? [] : this.#fractionErrors(line);
    return [
      ...new Set([...errors, ...fractions].map((error) => `${error.instancePath || '/'} ${error.message ?? ''}`)),
    ];
  }

  #fractionErrors(line: string): ErrorObject[] {
    // Half a unit is no integer to a validator that sees values only.
    const exposed = line.replace(STRING_OR_FRACTION, (token) => (token.startsWith('"') ? token : '0.5'));
    const data = parseMessage(exposed)?.record?.data;
    return this.#validate(data).filter(
      (error) => error.keyword === 'type' && String(error.params['type']).includes('integer'),
    );
  }
}

function withoutBigInts(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  return mapMembers(value, withoutBigInts);
}

function mapMembers(value: unknown, map: (member: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(map);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, map(member)]));
}
