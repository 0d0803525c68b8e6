import type { Ajv, ErrorObject } from 'ajv';
import { isLosslessNumber, parse } from 'lossless-json';
import { createAjv } from '../../schema/ajv.js';
import { isJsonObject } from '../../util/json.js';

let shared: Ajv | undefined;

/** A number with a fraction or an exponent in the text, which is no integer even when its value is whole. */
const WRITTEN_AS_FRACTION = /[.eE]/;

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
    const message = parse(line);
    const record = isJsonObject(message) ? message['record'] : undefined;
    const data = isJsonObject(record) ? exposeFractions(record['data']) : undefined;
    return this.#validate(data).filter(
      (error) => error.keyword === 'type' && String(error.params['type']).includes('integer'),
    );
  }
}

function withoutBigInts(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  return mapMembers(value, withoutBigInts);
}

/** Puts a half in place of each number that is written with a fraction, so that it is no integer to ajv either. */
function exposeFractions(value: unknown): unknown {
  if (isLosslessNumber(value)) return WRITTEN_AS_FRACTION.test(value.toString()) ? 0.5 : Number(value.toString());
  return mapMembers(value, exposeFractions);
}

function mapMembers(value: unknown, map: (member: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(map);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, map(member)]));
}
