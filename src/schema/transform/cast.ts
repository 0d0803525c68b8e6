import { stringifyJson } from '../../util/json.js';
import type { Cast } from './plan.js';
import { readInteger, readNumber, readPlainInteger, readPlainNumber } from './python-number.js';
import { jsonForm, pythonString } from './python-string.js';

/** The choices of a transformer that its casts depend on. */
interface CastOptions {
  readonly strict: boolean;
  readonly objectsAs: 'python' | 'json';
}

/** Casts a value; a value that cannot be cast is returned unchanged. */
export type Caster = (value: unknown) => unknown;

const TRUE_WORDS: ReadonlySet<string> = new Set(['y', 'yes', 't', 'true', 'on', '1']);
const FALSE_WORDS: ReadonlySet<string> = new Set(['n', 'no', 'f', 'false', 'off', '0']);
/** From here on JSON writes a double with an exponent, which readers do not take for an integer. */
const EXPONENT_FROM = 1e21;

/** The cast of one field as a function. */
export function createCaster(cast: Cast, options: CastOptions): Caster {
  const caster = createTypeCaster(cast, options);
  return cast.nullable ? (value) => (value === null ? null : caster(value)) : caster;
}

function createTypeCaster(cast: Cast, options: CastOptions): Caster {
  switch (cast.target) {
    case 'string':
      return (value) => toText(value, options.objectsAs);
    case 'number':
      return (value) => toNumber(value, options.strict);
    case 'integer':
      return (value) => toInteger(value, options.strict);
    case 'boolean':
      return toBoolean;
    case 'array':
      return (value) => toArray(value, cast.wrap);
    default:
      return cast.target satisfies never;
  }
}

function toText(value: unknown, objectsAs: 'python' | 'json'): unknown {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  try {
    const json = jsonForm(value);
    return objectsAs === 'json' && typeof json === 'object' && json !== null ? stringifyJson(json) : pythonString(json);
  } catch {
    // Nested too deep to become text: not changed, and the type check warns.
    return value;
  }
}

function toNumber(value: unknown, strict: boolean): unknown {
  if (typeof value === 'string') return readPlainNumber(value) ?? readNumber(value, strict) ?? value;
  return typeof value === 'boolean' ? Number(value) : value;
}

function toInteger(value: unknown, strict: boolean): unknown {
  if (typeof value === 'number') return truncate(value, strict);
  if (typeof value === 'string') return readPlainInteger(value) ?? readInteger(value, strict) ?? value;
  return typeof value === 'boolean' ? Number(value) : value;
}

function truncate(value: number, strict: boolean): number | bigint {
  if (Number.isSafeInteger(value) || !Number.isFinite(value)) return value;
  if (Math.abs(value) >= EXPONENT_FROM) return BigInt(value);
  // Adding 0 makes 0 of -0.
  return strict ? value : Math.trunc(value) + 0;
}

function toBoolean(value: unknown): unknown {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') {
    const word = value.toLowerCase().trim();
    if (TRUE_WORDS.has(word)) return true;
    return FALSE_WORDS.has(word) ? false : value;
  }
  if (typeof value !== 'object' || value === null) return Boolean(value);
  return Array.isArray(value) ? value.length > 0 : Object.keys(value).length > 0;
}

function toArray(value: unknown, wrap: Cast['wrap']): unknown {
  if (wrap === 'never' || (typeof value === 'object' && value !== null) || value === undefined) return value;
  return value === null && wrap === 'scalars' ? value : [value];
}
