import { z } from 'zod';
import { variableName, type WatchSettings, watchFields } from './watch-settings.js';

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
  queue_env: variableName.optional(),
  queue_name: text.optional(),
  ...watchFields,
});

/** What the settings file says about the service beside the values of options. */
export interface FileSyncSettings {
  readonly watch?: WatchSettings | undefined;
  /** The variable that should hold the address of the queue and is not set. */
  readonly unsetQueueVariable?: string | undefined;
}

/** The values of options that the section stands for. */
export function syncSettings(
  section: z.output<typeof syncSection> | undefined,
  lookUp: (variableName: string) => string | undefined,
): (FileSyncSettings & Readonly<Record<string, unknown>>) | undefined {
  if (section === undefined) return undefined;
  const { tables, every, time_zone: timeZone, jitter, budget, queue_env: variable, queue_name: queueName } = section;
  const { name, listen, objectives, alerts } = section;
  const queue = variable === undefined ? undefined : lookUp(variable);
  return {
    ...{ table: tables?.join(','), every, timeZone, jitter, budget, queue, queueName, listen },
    watch: { name, objectives, alerts },
    unsetQueueVariable: queue === undefined ? variable : undefined,
  };
}
