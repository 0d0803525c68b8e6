import { access, writeFile } from 'node:fs/promises';
import { CodedError, errorText } from '../../errors.js';
import { hasCode } from '../../util/has-code.js';
import { loadPackage } from '../../util/load-package.js';
import type { Answers } from './prove-answers.js';

const HEAD = `# Settings of the program dap. An option on the command line wins over an environment variable, and that over this file.
# The client secret is not here: client_secret_env names the environment variable that holds it.
`;

/** The text of a settings file. */
export async function settingsText(answers: Answers): Promise<string> {
  const { stringify } = await loadPackage('yaml', async () => await import('yaml'));
  const { baseUrl, clientId, clientSecretEnv, scope, namespace, tables, every } = answers;
  return (
    HEAD +
    stringify({
      ...(baseUrl === undefined ? {} : { base_url: baseUrl }),
      client_id: clientId,
      client_secret_env: clientSecretEnv,
      ...(scope === undefined ? {} : { scope }),
      namespace,
      ...(tables.length === 0 ? {} : { tables }),
      ...(every === undefined ? {} : { sync: { every } }),
    })
  );
}

/** @throws CodedError `TOOL_FILE_EXISTS` when the file is there already: known before anything is asked. */
export async function refuseExisting(path: string): Promise<void> {
  try {
    await access(path);
  } catch {
    return;
  }
  throw exists(path);
}

/**
 * Writes a settings file.
 *
 * @throws CodedError `TOOL_FILE_EXISTS` when there is one already and `force` is not set.
 */
export async function writeSettings(path: string, text: string, force: boolean): Promise<void> {
  try {
    await writeFile(path, text, { flag: force ? 'w' : 'wx' });
  } catch (error) {
    if (hasCode(error, 'EEXIST')) throw exists(path);
    throw new CodedError('TOOL_INPUT', { message: `${path} cannot be written: ${errorText(error)}.`, cause: error });
  }
}

function exists(path: string): CodedError {
  return new CodedError('TOOL_FILE_EXISTS', { message: `${path} exists already.` });
}
