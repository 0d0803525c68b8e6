import { CodedError } from '../errors.js';
import type { NewColumn, SchemaChange } from './emulator.js';

type Body = Readonly<Record<string, unknown>>;

/**
 * Reads a change of columns from JSON.
 *
 * @throws CodedError `EMULATOR_OPTION` if it is not one.
 * @example
 * schemaChange({ dropColumn: 'pronouns' })
 * schemaChange({ addColumn: { name: 'vip', type: 'boolean', required: true, default: false } })
 */
export function schemaChange(body: unknown): SchemaChange {
  if (isBody(body)) {
    const { addColumn, dropColumn, addEnumValue, widenColumn } = body;
    if (isBody(addColumn)) return { addColumn: newColumn(addColumn) };
    if (typeof dropColumn === 'string') return { dropColumn };
    if (isBody(addEnumValue)) {
      return { addEnumValue: { column: text(addEnumValue, 'column'), value: text(addEnumValue, 'value') } };
    }
    if (isBody(widenColumn)) {
      return { widenColumn: { column: text(widenColumn, 'column'), type: text(widenColumn, 'type') } };
    }
  }
  return refuse('A change has one of addColumn, dropColumn, addEnumValue and widenColumn');
}

function newColumn(body: Body): NewColumn {
  const { required = false, default: initial, values } = body;
  if (typeof required !== 'boolean') refuse('Member required must be true or false');
  const isScalar = ['undefined', 'string', 'number', 'boolean'].includes(typeof initial);
  if (!isScalar) refuse('Member default must be a string, a number or a boolean');
  const isList = Array.isArray(values) && values.every((value) => typeof value === 'string');
  if (values !== undefined && !isList) refuse('Member values must be a list of texts');
  return {
    name: text(body, 'name'),
    type: text(body, 'type'),
    required,
    ...(initial === undefined ? {} : { default: initial as string | number | boolean }),
    ...(values === undefined ? {} : { values: values as readonly string[] }),
  };
}

function text(body: Body, name: string): string {
  const value = body[name];
  return typeof value === 'string' && value !== '' ? value : refuse(`Member ${name} must be a string`);
}

function isBody(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuse(message: string): never {
  throw new CodedError('EMULATOR_OPTION', { message: `${message}.` });
}
