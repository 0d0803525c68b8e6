import { z } from 'zod';
import type { HistoryEntry } from '../contract/events.js';

const entry = z.object({
  run: z.string(),
  table: z.object({ namespace: z.string(), table: z.string(), schema: z.string() }),
  action: z.enum(['initialize', 'synchronize']),
  status: z.enum(['initialized', 'synchronized', 'resnapshot', 'skipped', 'staged', 'busy', 'failed']),
  startedAt: z.string(),
  endedAt: z.string(),
  timestamp: z.string().optional(),
  schemaVersion: z.number().optional(),
  upserted: z.number(),
  deleted: z.number(),
  changes: z.array(z.string()),
  jobId: z.string().optional(),
  reason: z.string().optional(),
  code: z.string().optional(),
  advice: z.string().optional(),
}) satisfies z.ZodType<HistoryEntry>;

/** An entry out of its JSON; undefined for one that this version does not understand. */
export function readEntry(text: string): HistoryEntry | undefined {
  try {
    return entry.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
