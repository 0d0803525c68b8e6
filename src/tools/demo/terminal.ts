import { paintFor } from '../../shell/paint.js';

/** Gives `text` a look; leaves it as it is if nobody would see it (no terminal, or `NO_COLOR` is set). */
export const paint = paintFor(process.stdout);

/** Writes a line to standard output. */
export function say(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** Writes a line to standard error. */
export function complain(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Ends the program without a stack when nobody reads its output any more, as behind `| head`. */
export function endWithReader(): void {
  process.stdout.on('error', () => process.exit(1));
}
