import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { CodedError, errorText } from '../../errors.js';
import { hasCode } from '../../util/has-code.js';
import { VERSION } from '../../version.js';
import { writeFiles } from '../write-files.js';
import { parseCdkDependency } from './cdk-dependency.js';
import { type ConnectorName, parseConnectorName } from './connector-name.js';
import { fillTemplate } from './template.js';

/** What a user says to `init`. */
export interface InitOptions {
  /** Version or archive of this package that the connector is to use; the running version when absent. */
  readonly cdk?: string;
  /** Folder to write to; one of the connector's name when absent. */
  readonly dir?: string;
  /** Writes into a folder that holds something, and over files of the same names. */
  readonly force?: boolean;
}

/** A new connector. */
export interface NewConnector {
  readonly name: ConnectorName;
  readonly folder: string;
  /** Paths within the folder. */
  readonly files: readonly string[];
}

/**
 * Writes the first files of a connector.
 *
 * @throws CodedError `TOOL_INPUT` when name or options cannot be used; `TOOL_FILE_EXISTS` when the folder holds something.
 */
export async function init(text: string, options: InitOptions): Promise<NewConnector> {
  const name = parseConnectorName(text);
  const cdk = await parseCdkDependency(options.cdk, VERSION);
  const folder = options.dir ?? name.packageName;
  await refuseUsedFolder(folder, options.force === true);
  const files = await fillTemplate(name, cdk.specifier);
  await makeFolder(folder);
  await writeFiles(folder, files, options.force === true);
  if (cdk.archive !== undefined) await layBeside(cdk.archive, folder);
  return { name, folder, files: [...files.keys()] };
}

async function refuseUsedFolder(folder: string, force: boolean): Promise<void> {
  const present = await listFolder(folder);
  if (present.length === 0 || force) return;
  throw new CodedError('TOOL_FILE_EXISTS', {
    message: `The folder ${folder} is not empty; nothing was written.`,
    details: { folder },
  });
}

async function listFolder(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw unusable(folder, error);
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw unusable(folder, error);
  }
}

function unusable(folder: string, error: unknown): CodedError {
  const message = `"${folder}" cannot be the folder of a connector: ${errorText(error)}.`;
  return new CodedError('TOOL_INPUT', { message, cause: error });
}

async function layBeside(archive: string, folder: string): Promise<void> {
  const target = join(folder, basename(archive));
  if (resolve(archive) !== resolve(target)) await copyFile(archive, target);
}
