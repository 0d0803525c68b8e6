import { type Paint, plainPaint } from '../../shell/paint.js';
import { textWidth } from '../../shell/text-table.js';
import { formatCount, formatDuration, formatSize, PHASE_LOOKS, progressCells } from './format-progress.js';
import { type BlockTerminal, fitText, LiveBlock } from './live-block.js';
import { FINAL_PHASES, type ShownTable, type TableProgress } from './table-progress.js';

const EVERY_MS = 200;

/** Widths of the cells before the last: name (at least), phase, files, size, speed. */
const WIDTHS = [12, 11, 12, 9, 11] as const;

/** Shows what happens to tables: live on a terminal, not at all elsewhere, where the log tells it. */
export interface Display {
  /** Shows a table, or what is new about it. */
  update(name: string, progress: TableProgress): void;
  /** Writes a line without disturbing what is shown. */
  print(line: string): void;
  /** Lets `write` write whole lines elsewhere on the same terminal. */
  around(write: () => void): void;
  /** Forgets all tables: what is shown later begins anew. */
  clear(): void;
  /** Ends the display. */
  close(): void;
}

/** Writes lines as they are. */
export function plainDisplay(terminal: Pick<BlockTerminal, 'write'>): Display {
  return {
    update: () => undefined,
    print: (line) => terminal.write(`${line}\n`),
    around: (write) => write(),
    clear: () => undefined,
    close: () => undefined,
  };
}

/** Keeps one line for each table up to date, and one for all of them. */
export class LiveDisplay implements Display {
  readonly #terminal: BlockTerminal;
  readonly #block: LiveBlock;
  readonly #paint: Paint;
  readonly #now: () => number;
  readonly #tables = new Map<string, ShownTable>();
  #startedMs: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(terminal: BlockTerminal, paint: Paint = plainPaint, now: () => number = () => performance.now()) {
    this.#terminal = terminal;
    this.#block = new LiveBlock(terminal);
    this.#paint = paint;
    this.#now = now;
    this.#startedMs = now();
  }

  update(name: string, progress: TableProgress): void {
    const before = this.#tables.get(name);
    const isTransfer = progress.phase === 'downloading' || progress.phase === 'loading';
    const isStart = isTransfer && before?.start === undefined;
    const start = isStart ? { ms: this.#now(), bytes: progress.bytes ?? 0 } : before?.start;
    this.#tables.set(name, { ...before, ...progress, name, start });
    this.#timer ??= setInterval(() => this.render(), EVERY_MS).unref();
  }

  print(line: string): void {
    this.#block.above(() => this.#terminal.write(`${line}\n`));
  }

  around(write: () => void): void {
    this.#block.above(write);
  }

  clear(): void {
    this.close();
    this.#tables.clear();
    this.#startedMs = this.#now();
  }

  close(): void {
    clearInterval(this.#timer);
    if (this.#timer !== undefined) this.#block.clear();
    this.#timer = undefined;
  }

  /** Writes the lines now. */
  render(): void {
    const { height, width } = this.#block;
    const shown = this.#choose(height - 1);
    const nameWidth = Math.max(WIDTHS[0], ...shown.map(({ name }) => textWidth(name)));
    const now = this.#now();
    const lines = shown.map((table) => this.#line(progressCells(table, now), nameWidth, width, table));
    this.#block.show([...lines, fitText(this.#summary(now), width)]);
  }

  /** As many tables as fit: those under way first, then those that wait, then the newest that ended. */
  #choose(count: number): readonly ShownTable[] {
    const all = [...this.#tables.values()];
    if (all.length <= count) return all;
    const ended = all.filter(({ phase }) => FINAL_PHASES.has(phase)).reverse();
    const queued = all.filter(({ phase }) => phase === 'queued');
    const active = all.filter((table) => !FINAL_PHASES.has(table.phase) && table.phase !== 'queued');
    const chosen = new Set([...active, ...queued, ...ended].slice(0, count));
    return all.filter((table) => chosen.has(table));
  }

  #line(cells: readonly string[], nameWidth: number, width: number, { phase }: ShownTable): string {
    const widths = [nameWidth, ...WIDTHS.slice(1)];
    const isReason = phase === 'failed';
    const padded = cells.map((cell, at) => {
      if (isReason && at === 2) return cell;
      const blanks = ' '.repeat(Math.max(0, (widths[at] ?? 0) - textWidth(cell)));
      return at < 2 ? cell + blanks : blanks + cell;
    });
    const text = fitText(padded.join('  ').trimEnd(), width);
    const look = PHASE_LOOKS[phase];
    // Painted after it was cut: a cut escape sequence would colour what follows.
    const start = nameWidth + 2;
    return look === undefined ? text : text.slice(0, start) + this.#paint(look, text.slice(start));
  }

  #summary(now: number): string {
    const all = [...this.#tables.values()];
    const ended = all.filter(({ phase }) => FINAL_PHASES.has(phase)).length;
    const failed = all.filter(({ phase }) => phase === 'failed').length;
    const bytes = all.reduce((sum, table) => sum + (table.bytes ?? 0), 0);
    const rows = all.reduce((sum, table) => sum + (table.rows ?? 0), 0);
    const parts = [
      `${ended} of ${all.length} tables`,
      bytes === 0 && rows > 0 ? `${formatCount(rows)} rows` : formatSize(bytes),
      formatDuration((now - this.#startedMs) / 1000),
    ];
    return failed === 0 ? parts.join(', ') : `${parts.join(', ')}, ${failed} failed`;
  }
}
