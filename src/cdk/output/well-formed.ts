import { isJsonObject, stringifyJson } from '../../util/json.js';

/** How half a character begins in the engine's JSON text; also matches a backslash before `ud`, which does no harm. */
const MAYBE_HALF = '\\ud';
/** Whole characters of two escapes and other escapes, which stay, and halves, which do not. */
const ESCAPES = /\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|(?<half>\\u[dD][89a-fA-F][\da-fA-F]{2})|\\./g;
const REPLACEMENT = '\\ufffd';

/** Is called with the path of each text that was changed, indexes as `*`. */
export type RepairListener = (path: string) => void;

/**
 * The JSON text of a value without halves of characters (lone surrogates), in values and names. Consumers refuse the
 * whole line for one, or lose the record. Each becomes U+FFFD.
 */
export function wellFormedText(value: object, onRepaired?: RepairListener): string {
  return repairText(stringifyJson(value), onRepaired);
}

/** The same for JSON text of the engine, which escapes nothing but halves and what it must. */
export function repairText(text: string, onRepaired?: RepairListener): string {
  return text.includes(MAYBE_HALF) ? repairJson(text, onRepaired) : text;
}

/**
 * The same for any JSON text: a character may be written as two escapes. What is sound stays as it is written, down to
 * the digits of a number.
 */
export function repairJson(text: string, onRepaired?: RepairListener): string {
  let isChanged = false;
  const repaired = text.replace(ESCAPES, (found, half: string | undefined) => {
    isChanged ||= half !== undefined;
    return half === undefined ? found : REPLACEMENT;
  });
  if (isChanged && onRepaired !== undefined) tellPaths(JSON.parse(text), [], onRepaired);
  return repaired;
}

function tellPaths(value: unknown, path: readonly string[], onRepaired: RepairListener): void {
  if (typeof value === 'string' && !value.isWellFormed()) onRepaired(path.join('.'));
  if (Array.isArray(value)) for (const item of value) tellPaths(item, [...path, '*'], onRepaired);
  if (!isJsonObject(value)) return;
  for (const [name, member] of Object.entries(value)) {
    const inner = [...path, name.toWellFormed()];
    if (!name.isWellFormed()) onRepaired(inner.join('.'));
    tellPaths(member, inner, onRepaired);
  }
}
