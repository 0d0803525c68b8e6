import { expect, it } from 'vitest';
import { LiveDisplay, plainDisplay } from './display.js';
import { formatDuration, formatSize } from './format-progress.js';
import { fitText } from './live-block.js';

/** A terminal that keeps what it would show. */
class Screen {
  readonly columns = 80;
  readonly rows: number;
  lines: string[] = [''];
  #row = 0;

  constructor(rows = 24) {
    this.rows = rows;
  }

  write(text: string): void {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the sequences of a terminal.
    for (const [, code, letters, newline] of text.matchAll(/\u001b\[(\??\d*[A-Za-z])|([^\u001b\n\r]+)|(\n)|\r/g)) {
      if (code !== undefined) this.#control(code);
      else if (newline !== undefined) this.#row += 1;
      else if (letters !== undefined) this.lines[this.#row] = (this.lines[this.#row] ?? '') + letters;
      this.lines[this.#row] ??= '';
    }
  }

  #control(code: string): void {
    if (code.endsWith('A')) {
      this.#row -= Number.parseInt(code, 10);
      for (let at = this.#row; at < this.lines.length; at += 1) this.lines[at] = '';
    } else if (code === 'J') this.lines.length = this.#row + 1;
  }
}

it('keeps one line a table up to date, and one for all', () => {
  const screen = new Screen();
  let now = 0;
  const display = new LiveDisplay(screen, undefined, () => now);
  display.update('canvas.users', { phase: 'waiting' });
  display.update('canvas.roles', { phase: 'queued' });
  display.render();
  expect(screen.lines).toEqual(['canvas.users  waiting', 'canvas.roles  queued', '0 of 2 tables, 0 B, 0:00', '']);
  const files = { filesDone: 1, filesTotal: 4 };
  display.update('canvas.users', { phase: 'downloading', ...files, bytes: 1_000_000, expectedBytes: 20_000_000 });
  display.update('canvas.roles', { phase: 'failed', reason: 'DAP_NOT_FOUND' });
  now = 2000;
  display.update('canvas.users', { phase: 'downloading', ...files, bytes: 5_000_000, expectedBytes: 20_000_000 });
  display.render();
  expect(screen.lines).toEqual([
    'canvas.users  downloading     1/4 files     5.0 MB     2.0 MB/s  ETA 0:08',
    'canvas.roles  failed       DAP_NOT_FOUND',
    '1 of 2 tables, 5.0 MB, 0:02, 1 failed',
    '',
  ]);
  display.close();
  expect(screen.lines).toEqual(['']);
});

it('lines that are printed appear above and stay', () => {
  const screen = new Screen();
  const display = new LiveDisplay(screen, undefined, () => 0);
  display.update('canvas.users', { phase: 'running' });
  display.render();
  display.print('a warning');
  expect(screen.lines).toEqual(['a warning', 'canvas.users  running', '0 of 1 tables, 0 B, 0:00', '']);
  display.around(() => screen.write('a result\n'));
  display.close();
  expect(screen.lines).toEqual(['a warning', 'a result', '']);
});

it('a low terminal shows the tables under way first', () => {
  const screen = new Screen(5);
  const display = new LiveDisplay(screen, undefined, () => 0);
  for (let at = 0; at < 6; at += 1)
    display.update(`t${at}`, { phase: at === 5 ? 'running' : at < 2 ? 'done' : 'queued' });
  display.render();
  expect(screen.lines.map((line) => line.slice(0, 2))).toEqual(['t2', 't3', 't5', '2 ', '']);
  display.close();
});

it('the plain display writes lines and nothing else', () => {
  const screen = new Screen();
  const display = plainDisplay(screen);
  display.update('canvas.users', { phase: 'running' });
  display.print('a line');
  display.close();
  expect(screen.lines).toEqual(['a line', '']);
});

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1500, '1.5 kB'],
  [999_950, '1.0 MB'],
  [12_345_678, '12.3 MB'],
  [5e15, '5000.0 TB'],
])('%d bytes are %s', (bytes, text) => {
  expect(formatSize(bytes)).toBe(text);
});

it.each([
  [0, '0:00'],
  [75, '1:15'],
  [3661, '1:01:01'],
])('%d seconds are %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

it('a text is cut to the width of the terminal', () => {
  expect(fitText('abcdef', 6)).toBe('abcdef');
  expect(fitText('abcdef', 4)).toBe('abc…');
  expect(fitText('美咲美', 4)).toBe('美…');
});
