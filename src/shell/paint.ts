/** Looks for text on a terminal. */
const CODES = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const;

/** A look that a terminal can give a text. */
export type Look = keyof typeof CODES;

/** Gives a text a look. */
export type Paint = (look: Look, text: string) => string;

/** Leaves every text as it is. */
export const plainPaint: Paint = (_look, text) => text;

/**
 * How to paint what is written to `stream`: in colour on a terminal, plain elsewhere and where `NO_COLOR` is set.
 *
 * @example
 * const paint = paintFor(process.stdout);
 * paint('green', 'done');
 */
export function paintFor(stream: { readonly isTTY?: boolean }): Paint {
  const isColourful = stream.isTTY === true && (process.env['NO_COLOR'] ?? '') === '';
  if (!isColourful) return plainPaint;
  return (look, text) => {
    const [on, off] = CODES[look];
    return `\u001b[${on}m${text}\u001b[${off}m`;
  };
}
