import { type JsonValue, parseJson } from '../../util/json.js';

/** The words that JSON has no numbers for. */
const WORDS = ['NaN', 'Infinity', '-Infinity', '-NaN'];
const WORD_START = /[NI-]/;
const WORD_PART = /\w/;

/**
 * Parses JSON; undefined when it is not valid. Floats that are not finite occur in real data, and some writers put
 * them as bare words, which is not JSON. They become texts: the row is kept, and the cast warns of a value that does
 * not fit its column.
 */
export function parseLooseJson(text: string): JsonValue | undefined {
  const value = tryParse(text);
  if (value !== undefined) return value;
  const quoted = quoteBareWords(text);
  return quoted === text ? undefined : tryParse(quoted);
}

function tryParse(text: string): JsonValue | undefined {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function quoteBareWords(text: string): string {
  let quoted = '';
  let copied = 0;
  for (let at = 0; at < text.length; ) {
    const character = text.charAt(at);
    const word = WORD_START.test(character) ? wordAt(text, at) : undefined;
    if (word !== undefined) {
      quoted += `${text.slice(copied, at)}"${word}"`;
      copied = at + word.length;
      at = copied;
    } else {
      at = character === '"' ? endOfString(text, at) : at + 1;
    }
  }
  return quoted + text.slice(copied);
}

function wordAt(text: string, at: number): string | undefined {
  if (at > 0 && WORD_PART.test(text.charAt(at - 1))) return undefined;
  return WORDS.find((word) => text.startsWith(word, at) && !WORD_PART.test(text.charAt(at + word.length)));
}

function endOfString(text: string, quote: number): number {
  let at = quote + 1;
  while (at < text.length && text.charAt(at) !== '"') at += text.charAt(at) === '\\' ? 2 : 1;
  return at + 1;
}
