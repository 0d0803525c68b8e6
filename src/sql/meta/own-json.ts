import { z } from 'zod';
import type { OpenLoad } from '../contract/meta.js';
import type { NewRecord, OwnFacts } from '../contract/record.js';

const facts = z.object({
  origin: z.object({ url: z.string(), client: z.string(), scope: z.string().exactOptional() }),
  columns: z.array(z.string()),
  lastAnswer: z.object({ jobId: z.string(), form: z.number().exactOptional() }).exactOptional(),
  toForbidNull: z.array(z.string()).exactOptional(),
  writtenBy: z.string(),
});

const record = z.object({
  ref: z.object({ namespace: z.string(), table: z.string() }),
  target: z.object({ schema: z.string(), table: z.string() }),
  timestamp: z.string(),
  schemaVersion: z.number(),
  schemaText: z.string(),
  own: facts,
});

const state = z.enum(['loading', 'ready']);

/** Our facts out of their column; undefined when there are none, or none that this version understands. */
export function readFacts(text: unknown): OwnFacts | undefined {
  return facts.safeParse(parse(text)).data;
}

/** A record that was kept for the end of a load. */
export function readRecord(text: unknown): NewRecord | undefined {
  return record.safeParse(parse(text)).data;
}

/** The state of a load under way; undefined when there is none. */
export function readState(text: unknown): OpenLoad['state'] | undefined {
  return state.safeParse(text).data;
}

function parse(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
