import { readFile } from 'node:fs/promises';
import { errorText } from '../../errors.js';
import { type Dialect, readDialect } from '../dialects/dialect.js';
import { isSchemaObject, ownValue } from '../json-schema.js';
import { mergePatch } from './merge-patch.js';
import { schemaError } from './schema-error.js';

/** A parsed schema file. */
export interface SchemaDocument {
  readonly file: string;
  /** Whether a `$ref` led here; the stream's own file is not shared. */
  readonly isShared: boolean;
  readonly content: unknown;
  /** The dialect that it names; else that of the file that refers to it, else draft-07. */
  readonly dialect: Dialect;
}

/** A file as it is called, and as it is called with all links resolved. */
interface FilePath {
  readonly file: string;
  readonly real: string;
}

/**
 * Reads a schema file.
 *
 * @param edits - the file of local edits, a JSON merge patch
 * @param from - the file that refers to it
 * @throws CodedError `SCHEMA_JSON_INVALID`, `SCHEMA_NOT_FOUND`; `SCHEMA_INVALID` for a draft that cannot be read.
 */
export async function readDocument(
  path: FilePath,
  edits: FilePath | undefined,
  from: SchemaDocument | undefined,
): Promise<SchemaDocument> {
  const { file } = path;
  const own = await readJson(path);
  const content = edits === undefined ? own : mergePatch(own, await readJson(edits));
  const { dialect, problem } = isSchemaObject(content) ? readDialect(ownValue(content, '$schema')) : {};
  if (problem !== undefined) throw schemaError('SCHEMA_INVALID', { file }, `$schema ${problem}.`);
  return { file, isShared: from !== undefined, content, dialect: dialect ?? from?.dialect ?? 'draft-07' };
}

async function readJson({ file, real }: FilePath): Promise<unknown> {
  const text = await readText(file, real);
  if (text.trim() === '') throw schemaError('SCHEMA_JSON_INVALID', { file }, 'It is empty.');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw schemaError('SCHEMA_JSON_INVALID', { file }, `It is not JSON: ${errorText(error)}.`, error);
  }
}

async function readText(file: string, real: string): Promise<string> {
  try {
    return (await readFile(real, 'utf8')).replace(/^\uFEFF/, '');
  } catch (error) {
    throw schemaError('SCHEMA_NOT_FOUND', { file }, `It cannot be read: ${errorText(error)}.`, error);
  }
}
