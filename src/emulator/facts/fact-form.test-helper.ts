import { z } from 'zod';
import { RELEASES } from './column-fact.js';
import { type FactFile, TYPE } from './fact-file.js';

/*
 * The form of the files under `facts/`. The emulator reads them at each start and they change only with this
 * repository, so the whole form is checked by a test.
 */

const leaf = z.strictObject({
  name: z.string().regex(/^\w+$/),
  type: z.string().regex(TYPE),
  nullable: z.boolean(),
  key: z.literal(true).exactOptional(),
  enum: z.string().exactOptional(),
  shared: z.literal(true).exactOptional(),
  values: z.array(z.union([z.string(), z.int()])).exactOptional(),
  supposed: z.array(z.string()).nonempty().exactOptional(),
  references: z
    .array(z.string().regex(/^\w+\.\w+$/))
    .nonempty()
    .exactOptional(),
  json: z.literal(true).exactOptional(),
  oversize: z.literal(true).exactOptional(),
  since: z.enum(RELEASES).exactOptional(),
  certainty: z.enum(['likely', 'invented']).exactOptional(),
  description: z.string().regex(/^[A-Z`].*\.$/),
});

/** Objects are nested one level deep. */
const column = leaf.extend({ members: z.array(leaf).exactOptional() });

/** One file under `facts/`: a table with its columns in order. */
const file: z.ZodType<FactFile> = z.strictObject({
  description: z.string().regex(/^[A-Z].*\.$/),
  placeholder: z.literal(true).exactOptional(),
  since: z.enum(RELEASES).exactOptional(),
  certainty: z.enum(['likely', 'invented']).exactOptional(),
  columns: z.array(column).nonempty(),
});

/** @throws ZodError where a file of facts breaks the form. */
export function checkFactForm(text: string): void {
  file.parse(JSON.parse(text));
}
