import { textWidth } from '../../shell/text-table.js';

/** What a live block needs of a terminal. */
export interface BlockTerminal {
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

const USUAL_WIDTH = 80;
const USUAL_HEIGHT = 24;
const ESCAPE = '\u001b[';
/** From the cursor to the end of the screen. */
const CLEAR_DOWN = `${ESCAPE}J`;

/** Some lines at the bottom of a terminal that are written again in place; other lines appear above them. */
export class LiveBlock {
  readonly #terminal: BlockTerminal;
  #lines: readonly string[] = [];

  constructor(terminal: BlockTerminal) {
    this.#terminal = terminal;
  }

  /** Lines that fit below each other without scrolling. */
  get height(): number {
    return Math.max(1, (this.#terminal.rows ?? USUAL_HEIGHT) - 1);
  }

  /** Cells of a line that do not wrap. */
  get width(): number {
    return Math.max(1, (this.#terminal.columns ?? USUAL_WIDTH) - 1);
  }

  /** Shows `lines` in place of those before. They must fit: see `width` and `height`. */
  show(lines: readonly string[]): void {
    const text = lines.map((line) => `${line}${ESCAPE}K\n`).join('');
    this.#terminal.write(`${this.#home()}${text}${CLEAR_DOWN}`);
    this.#lines = lines;
  }

  /** Makes room for `write`, which writes whole lines above the block. */
  above(write: () => void): void {
    const lines = this.#lines;
    if (lines.length > 0) this.#terminal.write(`${this.#home()}${CLEAR_DOWN}`);
    this.#lines = [];
    write();
    if (lines.length > 0) this.show(lines);
  }

  /** Takes the block away. */
  clear(): void {
    this.#terminal.write(`${this.#home()}${CLEAR_DOWN}`);
    this.#lines = [];
  }

  #home(): string {
    return this.#lines.length === 0 ? '' : `${ESCAPE}${this.#lines.length}A\r`;
  }
}

/** The text cut to `width` cells, with an ellipsis if something is missing. */
export function fitText(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let cut = '';
  for (const letter of text) {
    if (textWidth(cut + letter) > width - 1) break;
    cut += letter;
  }
  return `${cut}…`;
}
