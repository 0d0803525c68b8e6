/** The most that a figure may be. */
export const GOALS = {
  /** CPU of `read` by that of `zcat` of the same files. */
  cpuToZcat: 2.6,
  /** CPU of `read` of rows with unusual values by that of plain rows, both by `zcat`. */
  oddToPlain: 1.5,
  /** Peak of resident memory, in MiB. */
  residentMib: 128,
  /** CPU of `dap snapshot` by that of `curl` and `gzip -t` of the same files. */
  downloadToCurl: 1.3,
  /** Peak of resident memory of `dap snapshot` above that of an idle Node, in MiB. */
  downloadMib: 64,
  /** CPU of `spec` by that of `node -e 0`. */
  specToNode: 3,
  /** CPU microseconds of a transformation of one record, all casts on. */
  transformUs: { nested: 30, flat: 2.5 },
} as const;

/** The least that a figure may be. */
export const LEAST = {
  /** CPU of Ajv with `coerceTypes` by that of the transformer, nested records, all casts on. */
  ajvToTransform: 4,
} as const;

/** `hit` or `missed`. */
export function verdict(figure: number, goal: number): 'hit' | 'missed' {
  return figure <= goal ? 'hit' : 'missed';
}
