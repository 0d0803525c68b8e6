import { z } from 'zod';

const text = z.string().trim().min(1);
/** YAML reads a bare `0` as a number. */
const duration = z.preprocess((value) => (value === 0 ? '0' : value), text);

/** The section `sync` of the settings file. */
export const syncSection = z.strictObject({
  tables: z.array(text).min(1).optional(),
  every: text.optional(),
  time_zone: text.optional(),
  jitter: duration.optional(),
  budget: duration.optional(),
});

/** The values of options that the section stands for. */
export function syncSettings(
  section: z.output<typeof syncSection> | undefined,
): Readonly<Record<string, unknown>> | undefined {
  if (section === undefined) return undefined;
  const { tables, every, time_zone: timeZone, jitter, budget } = section;
  return { table: tables?.join(','), every, timeZone, jitter, budget };
}
