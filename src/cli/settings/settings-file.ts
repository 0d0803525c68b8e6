import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { FORMATS, MODES } from '../../dap/index.js';
import { CodedError, errorText } from '../../errors.js';
import { hasCode } from '../../util/has-code.js';
import { loadPackage } from '../../util/load-package.js';
import { databaseSection, databaseSettings } from './database-settings.js';
import { SETTINGS_PLACES } from './global-options.js';
import { syncSection, syncSettings } from './sync-settings.js';

const text = z.string().trim().min(1);
const variable = text.regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of an environment variable');

const fileSchema = z.strictObject({
  base_url: text.optional(),
  client_id: text.optional(),
  client_id_env: variable.optional(),
  client_secret_env: variable.optional(),
  scope: text.optional(),
  namespace: text.optional(),
  tables: z.array(text).min(1).optional(),
  format: z.enum(FORMATS).optional(),
  mode: z.enum(MODES).optional(),
  output_directory: text.optional(),
  concurrency: z.number().int().min(1).optional(),
  decompress: z.boolean().optional(),
  database: databaseSection.optional(),
  sync: syncSection.optional(),
});

/** What `dap.yaml` holds. Secrets stand in it by the name of an environment variable only. */
export type SettingsFile = z.output<typeof fileSchema>;

/** Variables by name, as `process.env` holds them. */
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings file: the one that is named, else the first one that exists in the usual places.
 *
 * @returns values of options by their names in `Command.opts()`.
 * @throws CodedError `TOOL_INPUT` for a file that cannot be used, or that names a variable that is not set.
 */
export async function readSettings(
  path: string | undefined,
  environment: Environment = process.env,
  places: readonly string[] = SETTINGS_PLACES,
): Promise<Readonly<Record<string, unknown>>> {
  const found = path === undefined ? await readFirst(places) : { name: path, content: await readNamed(path) };
  if (found === undefined) return {};
  const { name, content } = found;
  const { client_id_env: idName, client_secret_env: secretName, ...file } = await parseSettings(name, content);
  const lookUp = (variableName: string | undefined): string | undefined =>
    variableName === undefined || environment[variableName] === '' ? undefined : environment[variableName];
  const named = [idName, secretName].filter((variableName) => variableName !== undefined);
  return {
    baseUrl: file.base_url,
    clientId: lookUp(idName) ?? file.client_id,
    clientSecret: lookUp(secretName),
    unsetVariables: named.filter((variableName) => lookUp(variableName) === undefined),
    scope: file.scope,
    namespace: file.namespace,
    table: file.tables?.join(','),
    format: file.format,
    mode: file.mode,
    outputDirectory: file.output_directory,
    concurrency: file.concurrency,
    decompress: file.decompress,
    database: databaseSettings(file.database, lookUp),
    sync: syncSettings(file.sync, lookUp),
  };
}

async function readFirst(places: readonly string[]): Promise<{ name: string; content: string } | undefined> {
  for (const name of places) {
    try {
      return { name, content: await readFile(name, 'utf8') };
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw unreadable(name, error);
    }
  }
  return undefined;
}

async function readNamed(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): CodedError {
  return unusable(path, `cannot be read: ${errorText(error)}`, error);
}

async function parseSettings(path: string, content: string): Promise<SettingsFile> {
  const { parse } = await loadPackage('yaml', async () => await import('yaml'));
  let value: unknown;
  try {
    value = parse(content) ?? {};
  } catch (error) {
    throw unusable(path, 'is not YAML', error);
  }
  if (typeof value === 'object' && value !== null && 'client_secret' in value) {
    throw unusable(path, 'holds a client_secret; name the environment variable that has it: client_secret_env');
  }
  const parsed = fileSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path: at, message }) => [...at, message].join(': '));
  throw unusable(path, problems.join('; '));
}

function unusable(path: string, what: string, cause?: unknown): CodedError {
  return new CodedError('TOOL_INPUT', { message: `The settings file ${path}: ${what}.`, cause });
}
