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

const isColourful = process.stdout.isTTY === true && (process.env['NO_COLOR'] ?? '') === '';

/** Styles `text`; returns it unchanged without a terminal or if `NO_COLOR` is set. */
export function paint(look: Look, text: string): string {
  const [on, off] = CODES[look];
  return isColourful ? `\u001b[${on}m${text}\u001b[${off}m` : text;
}

/** Writes a line to standard output. */
export function say(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** Writes a line to standard error. */
export function complain(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Ends the program without a stack trace when its output is closed, as with `| head`. */
export function endWithReader(): void {
  process.stdout.on('error', () => process.exit(1));
}
