import type { Ajv, ErrorObject } from 'ajv';
import { createAjv, toPlainNumbers } from '../../schema/ajv.js';
import { parseMessage } from '../received-message.js';
import { exposeFractions } from './expose-fractions.js';

let shared: Ajv | undefined;

/**
 * Checks records against a stream's schema by draft-07, and the formats that Airbyte's own tests check. A date-time
 * needs a date and a time only, in any of the ways that destinations read. Where the line is given, a number written
 * as `1.0` does not pass for an integer.
 */
export class RecordValidator {
  readonly #validate: (value: unknown) => readonly ErrorObject[];

  /** @throws Error when `schema` is not a JSON Schema. */
  constructor(schema: object) {
    shared ??= createRecordAjv();
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
    const errors = this.#validate(toPlainNumbers(data));
    const fractions = line === undefined || !/\d[.eE]/.test(line) ? [] : this.#fractionErrors(line);
    return [...new Set([...errors, ...fractions].map(describe))];
  }

  #fractionErrors(line: string): ErrorObject[] {
    // A validator sees values only, and half a unit is not an integer.
    const data = parseMessage(exposeFractions(line))?.record?.data;
    return this.#validate(toPlainNumbers(data)).filter(
      (error) => error.keyword === 'type' && String(error.params['type']).includes('integer'),
    );
  }
}

const DATE_TIME = /^\d{4}-\d{1,2}-\d{1,2}[T\s](\d{1,2}):(\d{1,2}):(\d{1,2})/i;
const TIME = /^\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*(Z|[+-]\d{2}(:?\d{2})?)?$/i;
/** Not checked by Airbyte either: values of real sources are rarely that strict. */
const UNCHECKED = ['uri', 'uri-reference', 'uri-template', 'url', 'hostname', 'duration', 'byte', 'password', 'binary'];

function createRecordAjv(): Ajv {
  const ajv = createAjv();
  ajv.addFormat('date-time', isDateTime);
  ajv.addFormat('time', TIME);
  ajv.addFormat('email', /@/);
  for (const format of UNCHECKED) ajv.addFormat(format, true);
  return ajv;
}

function isDateTime(text: string): boolean {
  const [, hour = '', minute = '', second = ''] = DATE_TIME.exec(text) ?? [];
  const [year = '', month = '', day = ''] = text.split(/[T\s]/i)[0]?.split('-') ?? [];
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const isDay = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  return hour !== '' && isDay && Number(hour) < 24 && Number(minute) < 60 && Number(second) <= 60;
}

/** All elements of a list have the same place. */
function describe({ instancePath, message }: ErrorObject): string {
  const place = instancePath.replace(/\/\d+(?=\/|$)/g, '/*');
  return `${place === '' ? '/' : place} ${message ?? ''}`;
}
