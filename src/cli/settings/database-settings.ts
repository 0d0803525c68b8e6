import { z } from 'zod';
import { passwordsOf } from '../database/passwords.js';
import { POLICY_OPTIONS, REMOVED_COLUMNS, RESNAPSHOT_STRATEGIES } from './database-options.js';

const text = z.string().trim().min(1);
/** A bare `null` in YAML is no text, but means the policy of that name. */
const policy = (name: keyof typeof POLICY_OPTIONS) =>
  z.preprocess((value) => (value === null ? 'null' : value), z.enum(POLICY_OPTIONS[name][1]).optional());

/** The section `database` of the settings file. */
export const databaseSection = z.strictObject({
  connection_string: text
    .refine((value) => passwordsOf(value).length === 0, {
      message: 'holds a password; name the environment variable that has it: connection_string_env',
    })
    .optional(),
  connection_string_env: text
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of an environment variable')
    .optional(),
  schema: text.optional(),
  concurrency: z.number().int().min(1).optional(),
  removed_columns: z.enum(REMOVED_COLUMNS).optional(),
  resnapshot: z.boolean().optional(),
  resnapshot_strategy: z.enum(RESNAPSHOT_STRATEGIES).optional(),
  non_finite: policy('nonFinite'),
  nul: policy('nul'),
  out_of_range: policy('outOfRange'),
  too_long: policy('tooLong'),
  unknown_enum: policy('unknownEnum'),
  wrong_type: policy('wrongType'),
  oversized: policy('oversized'),
});

/** What the settings file says about the database, by the names of options. */
export interface DatabaseSettings {
  /** Weaker than the environment, so it is not an option by itself. */
  readonly fileConnectionString?: string | undefined;
  /** The variable that should hold the connection string and is not set. */
  readonly unsetConnectionVariable?: string | undefined;
}

/** The values of options that the section stands for. */
export function databaseSettings(
  section: z.output<typeof databaseSection> | undefined,
  lookUp: (variableName: string) => string | undefined,
): (DatabaseSettings & Readonly<Record<string, unknown>>) | undefined {
  if (section === undefined) return undefined;
  const { connection_string: plain, connection_string_env: variable, ...rest } = section;
  const found = variable === undefined ? undefined : lookUp(variable);
  return {
    ...Object.fromEntries(Object.entries(rest).map(([key, value]) => [optionName(key), value])),
    fileConnectionString: found ?? plain,
    unsetConnectionVariable: found === undefined ? variable : undefined,
  };
}

/** @example optionName('too_long') // 'tooLong' */
function optionName(key: string): string {
  return key.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
