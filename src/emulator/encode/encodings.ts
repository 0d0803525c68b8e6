import type { Format } from '../../dap/wire.js';
import { csv } from './csv.js';
import type { Encoding } from './encoder.js';
import { jsonl } from './jsonl.js';
import { parquet } from './parquet.js';
import { tsv } from './tsv.js';

/** The formats of a query. */
export const ENCODINGS: Readonly<Record<Format, Encoding>> = { jsonl, csv, tsv, parquet };
