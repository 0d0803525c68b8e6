/** The most that a figure may be. */
export const GOALS = {
  /** CPU of `read` by that of `zcat` of the same files. */
  cpuToZcat: 12,
  /** Peak of resident memory, in MiB. */
  residentMib: 128,
  /** CPU of `spec` by that of `node -e 0`. */
  specToNode: 3,
} as const;

/** `hit` or `missed`. */
export function verdict(figure: number, goal: number): 'hit' | 'missed' {
  return figure <= goal ? 'hit' : 'missed';
}
