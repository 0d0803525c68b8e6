import { errorText, isCodedError } from '../errors.js';

/** Causes that are followed. */
const MAX_DEPTH = 5;

/** The text of an error that was not foreseen. The engine's own texts about JSON quote the data, so they are replaced. */
export function unforeseenText(error: unknown): string {
  if (error instanceof SyntaxError) return 'a text is not valid JSON';
  return errorText(error);
}

/** The calls that led to an error and its causes, without texts that may quote data. */
export function safeStack(error: unknown): string {
  const parts: string[] = [];
  let current: unknown = error;
  while (current instanceof Error && parts.length < MAX_DEPTH) {
    const frames = (current.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
    const text = isCodedError(current) ? current.message : unforeseenText(current);
    parts.push([`${current.name}: ${text}`, ...frames].join('\n'));
    current = current.cause;
  }
  return parts.join('\ncaused by ');
}
