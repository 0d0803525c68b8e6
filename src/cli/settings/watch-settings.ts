import { z } from 'zod';
import { patternProblem } from '../../dap/index.js';
import { parseDuration } from '../../util/duration.js';

const text = z.string().trim().min(1);
/** A secret stands in the file by the name of a variable. */
export const variableName = text.regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of an environment variable');

/** Milliseconds. */
const duration = text.transform((value, context) => {
  const ms = parseDuration(value);
  if (ms !== undefined) return ms;
  context.addIssue({ code: 'custom', message: 'must be a duration, such as 12h or 1d' });
  return z.NEVER;
});

const pattern = text.refine((value) => patternProblem(value) === undefined, {
  message: 'must be a table or a pattern of tables, such as canvas.*',
});

const objective = z
  .strictObject({
    tables: z.array(pattern).min(1).optional(),
    max_age: duration.optional(),
    max_failures: z.number().int().min(1).optional(),
  })
  .refine(({ max_age, max_failures }) => max_age !== undefined || max_failures !== undefined, {
    message: 'promises nothing: give max_age or max_failures',
  });

const webhook = z.strictObject({
  webhook_env: variableName,
  form: z.enum(['json', 'slack', 'teams']).default('json'),
  authorization_env: variableName.optional(),
});

const mail = z.strictObject({
  smtp_env: variableName,
  from: text,
  to: z.array(text).min(1),
});

/** What the section `sync` of the settings file says about watching the service. */
export const watchFields = {
  name: text.optional(),
  listen: z.union([z.number().int().min(0).max(65_535).transform(String), text]).optional(),
  objectives: z.array(objective).optional(),
  alerts: z.array(z.union([webhook, mail])).optional(),
};

const watchSection = z.object(watchFields);

/** The part of {@link watchFields} after it was read. */
export type WatchSettings = z.output<typeof watchSection>;
