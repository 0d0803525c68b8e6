import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { CodedError } from '../../errors.js';
import { hasCode } from '../../util/has-code.js';

/** How a connector depends on this package. */
export interface CdkDependency {
  /** What stands in its package.json. */
  readonly specifier: string;
  /** The archive to lay beside it, so that the connector can be built from its own folder alone, in an image too. */
  readonly archive?: string;
}

const ARCHIVE = /\.(tgz|tar\.gz)$/;
/** A version with or without a range sign, or a tag of a registry. */
const VERSION = /^([\^~]?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?|[a-z][a-z-]*)$/;

/**
 * The dependency on this package that the user asks for: a version, or the path of an archive that `npm pack` made.
 *
 * @param version - the version that is running, for when nothing is asked for
 * @throws CodedError `TOOL_INPUT` when it is neither, or the archive does not exist.
 * @example
 * await parseCdkDependency('../airbyte-source-dap-0.1.0.tgz', '0.1.0')
 * // { specifier: 'file:airbyte-source-dap-0.1.0.tgz', archive: '../airbyte-source-dap-0.1.0.tgz' }
 */
export async function parseCdkDependency(text: string | undefined, version: string): Promise<CdkDependency> {
  if (text === undefined) return { specifier: `^${version}` };
  if (VERSION.test(text)) return { specifier: text };
  if (!ARCHIVE.test(text)) {
    throw new CodedError('TOOL_INPUT', {
      message: `--cdk takes a version such as ${version}, or the path of an archive (.tgz) that npm pack made, not "${text}".`,
    });
  }
  if (!(await isFile(text))) {
    throw new CodedError('TOOL_INPUT', { message: `The archive ${text} given by --cdk does not exist.` });
  }
  return { specifier: `file:${basename(text)}`, archive: text };
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return false;
    throw error;
  }
}
