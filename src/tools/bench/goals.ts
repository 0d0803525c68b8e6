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
  /** Peak of resident memory of `dap initdb`, in MiB; DuckDB works inside the process. */
  databaseMib: { postgresql: 150, mysql: 150, duckdb: 300 },
} as const;

/** The least that a figure may be. */
export const LEAST = {
  /** CPU of Ajv with `coerceTypes` by that of the transformer, nested records, all casts on. */
  ajvToTransform: 4,
  /** Wall time of the database's own client with ready-made text by that of `dap initdb`. */
  loadToFloor: { postgresql: 1, mysql: 0.7, duckdb: 0.5 },
  /** Rows for each CPU second of `dap initdb` by those of the official client. */
  toOfficial: 10,
} as const;

/** `hit` or `missed`, for a figure that has a least value. */
export function verdictOfLeast(figure: number, least: number): 'hit' | 'missed' {
  return figure >= least ? 'hit' : 'missed';
}

/** `hit` or `missed`. */
export function verdict(figure: number, goal: number): 'hit' | 'missed' {
  return figure <= goal ? 'hit' : 'missed';
}
