/** `1234567` as `1,234,567`. */
export function formatCount(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

/** Bytes as megabytes (10^6) with one digit behind the point. */
export function formatMb(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

/** Bytes as whole mebibytes, the unit of memory. */
export function formatMib(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}

/** Milliseconds as seconds with one digit. */
export function formatSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** The median: the middle of the sorted values, or the mean of both middle ones. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  const upper = sorted[Math.floor(half)] ?? Number.NaN;
  return Number.isInteger(half) ? ((sorted[half - 1] ?? Number.NaN) + upper) / 2 : upper;
}
