import type { Format, Mode, TableQuery } from '../../dap/wire.js';
import type { Micros } from '../instant.js';
import { parseInstant } from '../instant.js';
import { malformed, type Reply } from '../reply.js';

const FORMATS: readonly Format[] = ['jsonl', 'csv', 'tsv', 'parquet'];
const MODES: readonly Mode[] = ['expanded', 'condensed'];

/** A query that can be run. */
export interface ParsedQuery {
  readonly query: TableQuery;
  readonly since: Micros | undefined;
  readonly until: Micros | undefined;
}

/** Reads the body of a query, or describes what is wrong with it. */
export function parseQuery(text: string): ParsedQuery | Reply {
  const body = jsonObject(text);
  if (body === undefined) return malformed('The body is not a JSON object.');
  const { format, mode, since, until } = body;
  const known = FORMATS.find((candidate) => candidate === format);
  if (known === undefined) return malformed(`Member format must be one of ${FORMATS.join(', ')}.`);
  const layout = MODES.find((candidate) => candidate === mode);
  if (mode !== undefined && mode !== null && layout === undefined) return malformed('Member mode is not known.');
  return withInterval(
    { format: known, ...(layout === undefined ? {} : { mode: layout }) },
    since ?? undefined,
    until ?? undefined,
  );
}

/** The JSON object in a body; undefined when it holds something else. */
export function jsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return undefined;
  }
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body } : undefined;
}

function withInterval(base: TableQuery, since: unknown, until: unknown): ParsedQuery | Reply {
  if (since === undefined && until !== undefined) return malformed('Member until needs since.');
  if (since === undefined) return { query: base, since: undefined, until: undefined };
  const from = typeof since === 'string' ? parseInstant(since) : undefined;
  const to = typeof until === 'string' ? parseInstant(until) : undefined;
  if (typeof since !== 'string' || from === undefined) return malformed('Member since is not a timestamp with a zone.');
  if (until === undefined) return { query: { ...base, since }, since: from, until: undefined };
  if (typeof until !== 'string' || to === undefined) return malformed('Member until is not a timestamp with a zone.');
  return { query: { ...base, since, until }, since: from, until: to };
}
