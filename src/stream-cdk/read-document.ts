import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { CodedError, errorText } from '../errors.js';
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../util/json.js';
import { loadPackage } from '../util/load-package.js';

/**
 * Reads a file that a user named; a byte order mark is dropped.
 *
 * @throws CodedError `TOOL_INPUT` when it cannot be read.
 */
export async function readText(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');
  } catch (error) {
    throw new CodedError('TOOL_INPUT', { message: `${path} cannot be read: ${errorText(error)}.`, cause: error });
  }
}

/**
 * Reads a JSON file, or a YAML one if its name ends in `.yaml` or `.yml`. Integers beyond 2^53 are `bigint`.
 *
 * @throws CodedError `TOOL_INPUT` when it cannot be read or parsed; `OPTIONAL_PACKAGE_MISSING` for YAML without its parser.
 */
export async function readDocument(path: string): Promise<JsonValue> {
  return await parseDocument(path, await readText(path));
}

/** As {@link readDocument}, of a file that was read already. */
export async function parseDocument(path: string, text: string): Promise<JsonValue> {
  try {
    return isYaml(path) ? await parseYaml(text) : parseJson(text);
  } catch (error) {
    if (error instanceof CodedError) throw error;
    const form = isYaml(path) ? 'YAML' : 'JSON';
    throw new CodedError('TOOL_INPUT', { message: `${path} is not ${form}: ${errorText(error)}.`, cause: error });
  }
}

/**
 * As {@link readDocument}, for a file that must contain an object.
 *
 * @throws CodedError `TOOL_INPUT` also when it holds anything else.
 */
export async function readObjectDocument(path: string): Promise<JsonObject> {
  const value = await readDocument(path);
  if (isJsonObject(value)) return value;
  throw new CodedError('TOOL_INPUT', { message: `${path} must hold an object.` });
}

function isYaml(path: string): boolean {
  return ['.yaml', '.yml'].includes(extname(path).toLowerCase());
}

async function parseYaml(text: string): Promise<JsonValue> {
  const { parse } = await loadPackage('yaml', () => import('yaml'));
  return parse(text, { intAsBigInt: false, maxAliasCount: 1000 });
}
