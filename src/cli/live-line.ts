import type { Emulator } from '../emulator/index.js';

/** What a live line needs of a terminal. */
export interface LiveTerminal {
  readonly columns?: number;
  write(text: string): unknown;
}

const EVERY_MS = 500;
const USUAL_WIDTH = 80;
/** Back to the first column, and the rest of the line cleared. */
const REWRITE = '\r\u001b[K';

/**
 * Keeps one line of a terminal telling what the emulator serves.
 *
 * @returns ends it and leaves the line empty.
 */
export function showLiveLine(emulator: Emulator, terminal: LiveTerminal): () => void {
  let shown = '';
  const show = (): void => {
    const text = liveLine(emulator).slice(0, (terminal.columns ?? USUAL_WIDTH) - 1);
    if (text !== shown) terminal.write(REWRITE + text);
    shown = text;
  };
  show();
  const timer = setInterval(show, EVERY_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    terminal.write(REWRITE);
  };
}

/**
 * One line on what was served so far, and last.
 *
 * @example
 * liveLine(emulator) // '08:00:12  31 requests, 2 jobs, 1.4 MB, 500 rows made  GET /dap/job/3f0c 200'
 */
export function liveLine(emulator: Emulator): string {
  const { requests, jobs, rateLimited, bytesServed, rowsGenerated } = emulator.stats();
  const parts = [
    `${requests} requests`,
    `${jobs} jobs`,
    `${(bytesServed / 1_000_000).toFixed(1)} MB`,
    `${rowsGenerated} rows made`,
  ];
  if (rateLimited > 0) parts.push(`${rateLimited} over the limits`);
  const last = emulator.requests().at(-1);
  const newest = last === undefined ? 'nothing asked yet' : describe(last);
  return `${emulator.clock.now().slice(11, 19)}  ${parts.join(', ')}  ${newest}`;
}

function describe({ method, path, status, fault }: ReturnType<Emulator['requests']>[number]): string {
  const end = status === 0 ? 'cut' : String(status);
  return `${method} ${path} ${end}${fault === undefined ? '' : ` (${fault})`}`;
}
