import { z } from 'zod';
import type { ValueCount } from '../../contract/policies.js';
import type { StagedFile } from '../../contract/stage.js';
import { ValueCounts } from '../value-counts.js';

const factsSchema = z.object({
  counts: z.array(z.object({ column: z.string(), fault: z.string(), count: z.number().int() })),
});

/** What was counted of a file, as the text that a ledger keeps. */
export function writeFacts(counts: readonly ValueCount[]): string {
  return JSON.stringify({ counts });
}

/** What was counted of all files of a ledger. */
export function countsOf(files: readonly StagedFile[]): readonly ValueCount[] {
  const all = new ValueCounts();
  for (const { facts } of files) {
    const { counts } = factsSchema.parse(JSON.parse(facts));
    all.add(counts as readonly ValueCount[]);
    all.endFile();
  }
  return all.all();
}
