import type { Look } from '../../shell/paint.js';
import type { Phase, ShownTable } from './table-progress.js';

/** The cells of a line about a table: name, phase, files, size, speed, time left. */
export function progressCells(table: ShownTable, nowMs: number): readonly string[] {
  const { name, phase, filesDone, filesTotal, bytes = 0, start, reason } = table;
  const files = filesTotal === undefined ? '' : `${filesDone ?? 0}/${filesTotal} files`;
  if (phase === 'failed') return [name, phase, reason ?? ''];
  if (table.rows !== undefined) return [name, phase, files, ...rowCells(table, nowMs)];
  if (phase !== 'downloading' || start === undefined) {
    return [name, phase, files, bytes === 0 ? '' : formatSize(bytes)];
  }
  const seconds = (nowMs - start.ms) / 1000;
  const bytesPerSecond = seconds < 1 ? 0 : (bytes - start.bytes) / seconds;
  const speed = bytesPerSecond > 0 ? `${formatMegabytes(bytesPerSecond)}/s` : '';
  return [name, phase, files, formatSize(bytes), speed, timeLeft(table, bytesPerSecond)];
}

/** Rows, and rows a second while they are loaded. */
function rowCells({ phase, rows = 0, start }: ShownTable, nowMs: number): readonly string[] {
  const count = `${formatCount(rows)} rows`;
  const seconds = start === undefined ? 0 : (nowMs - start.ms) / 1000;
  return phase === 'loading' && seconds >= 1 ? [count, `${formatCount(rows / seconds)}/s`] : [count];
}

/**
 * A number for people.
 *
 * @example
 * formatCount(12_345_678) // '12.3M'
 */
export function formatCount(value: number): string {
  const units = ['', 'k', 'M', 'G'];
  let rest = value;
  let at = 0;
  while (rest >= 999.95 && at < units.length - 1) {
    rest /= 1000;
    at += 1;
  }
  return `${at === 0 ? Math.round(rest) : rest.toFixed(1)}${units[at] ?? ''}`;
}

function timeLeft({ bytes = 0, expectedBytes = 0 }: ShownTable, bytesPerSecond: number): string {
  if (bytesPerSecond <= 0 || expectedBytes <= bytes) return '';
  return `ETA ${formatDuration((expectedBytes - bytes) / bytesPerSecond)}`;
}

function formatMegabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/**
 * A number of bytes for people, in decimal units.
 *
 * @example
 * formatSize(12_345_678) // '12.3 MB'
 */
export function formatSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let at = 0;
  while (value >= 999.95 && at < units.length - 1) {
    value /= 1000;
    at += 1;
  }
  return `${at === 0 ? Math.round(value) : value.toFixed(1)} ${units[at] ?? ''}`;
}

/**
 * Seconds for people.
 *
 * @example
 * formatDuration(75)   // '1:15'
 * formatDuration(3661) // '1:01:01'
 */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const rest = `${hours > 0 ? two(minutes) : minutes}:${two(whole % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

/** How a phase looks. */
export const PHASE_LOOKS: Readonly<Partial<Record<Phase, Look>>> = {
  queued: 'dim',
  submitting: 'yellow',
  waiting: 'yellow',
  running: 'cyan',
  downloading: 'cyan',
  loading: 'cyan',
  merging: 'cyan',
  committing: 'cyan',
  busy: 'yellow',
  done: 'green',
  failed: 'red',
};
