import type { Format } from '../../dap/wire.js';
import type { Encoding } from './encoder.js';
import { jsonl } from './jsonl.js';

/** The formats that the emulator writes; a query for another one is refused. */
export const ENCODINGS: Readonly<Partial<Record<Format, Encoding>>> = { jsonl };
