import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CodedError, errorText } from '../../../../errors.js';
import { ownValue } from '../../../../schema/json-schema.js';
import { hasCode } from '../../../../util/has-code.js';
import { isJsonObject, type JsonObject } from '../../../../util/json.js';
import { readObjectDocument } from '../../../read-document.js';
import type { ConversionNotes } from '../conversion-notes.js';
import { Swagger1Converter } from './convert-resource.js';

/** Whether a document is of Swagger 1: a listing of resources, or one resource with its models. */
export function isSwagger1(root: JsonObject): boolean {
  return /^1\./.test(String(ownValue(root, 'swaggerVersion') ?? ''));
}

/**
 * Reads a description by Swagger 1.0 to 1.2, which is a listing and a file for each resource, and gives what Swagger
 * 2.0 would say: `definitions` and `paths`.
 *
 * @param path - the listing, whose resources lie beside it; one resource; or a folder of resources
 * @throws CodedError `TOOL_INPUT` when a file of it cannot be read or is something else.
 */
export async function readSwagger1(path: string, notes: ConversionNotes): Promise<JsonObject> {
  const converter = new Swagger1Converter(notes);
  for (const file of await resourceFiles(path)) {
    const root = await readObjectDocument(file);
    if (isSwagger1(root) || isJsonObject(root['models'])) converter.add(basename(file).replace(/\.json$/, ''), root);
  }
  return converter.description();
}

/** Whether `path` is a folder. */
export async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    // What is not there is told when it is read.
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return false;
    throw error;
  }
}

async function resourceFiles(path: string): Promise<string[]> {
  if (await isFolder(path)) return await jsonFiles(path);
  const root = await readObjectDocument(path);
  const listed = listedResources(root);
  if (listed.length === 0) return [path];
  const present = new Set(await jsonFiles(dirname(path)));
  return listed.map((resource) => {
    const file = join(dirname(path), `${resource}.json`);
    if (present.has(file)) return file;
    throw new CodedError('TOOL_INPUT', {
      message: `${path} lists the resource ${resource}, but there is no ${file}. Download the files that it lists beside it.`,
    });
  });
}

/** The names of the resources of a listing: its entries have no operations, unlike those of a resource. */
function listedResources(root: JsonObject): string[] {
  const apis: JsonObject[] = Array.isArray(root['apis'])
    ? root['apis'].filter((api): api is JsonObject => isJsonObject(api))
    : [];
  if (isJsonObject(root['models']) || apis.some((api) => Array.isArray(api['operations']))) return [];
  return apis.flatMap(({ path }) => {
    const last =
      typeof path === 'string'
        ? path
            .split(/[?#]/)[0]
            ?.split('/')
            .findLast((step) => step !== '')
        : undefined;
    return last === undefined ? [] : [last.replace(/\.(?:json|\{format\})$/, '')];
  });
}

async function jsonFiles(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names
      .filter((name) => name.endsWith('.json') && !name.startsWith('.'))
      .sort()
      .map((name) => join(folder, name));
  } catch (error) {
    throw new CodedError('TOOL_INPUT', { message: `${folder} cannot be read: ${errorText(error)}.`, cause: error });
  }
}
