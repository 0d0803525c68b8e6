import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { errorText } from '../../errors.js';
import { hasCode } from '../../util/has-code.js';
import { decodePercent } from '../json-pointer.js';
import { didYouMean } from '../nearest-match.js';
import { type SchemaPlace, schemaError } from './schema-error.js';

/** A parsed schema file. */
export interface SchemaDocument {
  readonly file: string;
  /** Whether a `$ref` led here; the stream's own file is not shared. */
  readonly isShared: boolean;
  readonly content: unknown;
}

/** Reads schema files and judges which ones may be read. A file is looked up once for each way to name it. */
export class SchemaFiles {
  readonly #schemasDir: string;
  readonly #sharedDir: string;
  readonly #shared = new Map<string, Promise<SchemaDocument>>();

  constructor(options: { readonly schemasDir: string; readonly sharedDir: string }) {
    this.#schemasDir = resolve(options.schemasDir);
    this.#sharedDir = resolve(options.sharedDir);
  }

  /** The file of a stream's schema. */
  async readSchema(name: string): Promise<SchemaDocument> {
    const file = join(this.#schemasDir, `${name}.json`);
    if (!isSchemaName(name)) {
      const text = `${JSON.stringify(name)} is no schema name: at most one folder and a name, neither empty nor made of dots.`;
      throw schemaError('SCHEMA_NAME_INVALID', { file: this.#schemasDir }, text);
    }
    const real = await realFile(file);
    if (real === undefined) {
      const names = (await listSchemas(this.#schemasDir)).map((known) => known.replace(/\.json$/, ''));
      throw schemaError('SCHEMA_NOT_FOUND', { file }, `There is no such file.${didYouMean(name, names)}`);
    }
    if (!isInside(real, await realFolder(this.#schemasDir))) {
      throw schemaError('SCHEMA_NAME_INVALID', { file }, 'It is a link that leaves the schema folder.');
    }
    return readDocument(file, real, false);
  }

  /** The shared file that the path part of a `$ref` names; `site` is where the `$ref` stands, in `from`. */
  readShared(path: string, from: SchemaDocument, site: SchemaPlace): Promise<SchemaDocument> {
    const name = `${from.file}\n${path}`;
    const known = this.#shared.get(name) ?? this.#findShared(path, from, site);
    this.#shared.set(name, known);
    return known;
  }

  async #findShared(path: string, from: SchemaDocument, site: SchemaPlace): Promise<SchemaDocument> {
    const candidates = this.#candidates(decodePercent(path), from);
    if (candidates.length === 0) throw this.#outside(path, site);
    for (const file of candidates) {
      const real = await realFile(file);
      if (real === undefined) continue;
      if (!isInside(real, await realFolder(this.#sharedDir))) throw this.#outside(path, site);
      return readDocument(file, real, true);
    }
    const near = didYouMean(path.replace(/^(?:\.{1,2}\/|shared\/)+/, ''), await listSchemas(this.#sharedDir));
    throw schemaError(
      'SCHEMA_REF_MISSING',
      site,
      `$ref ${JSON.stringify(path)} names no file of ${this.#sharedDir}.${near}`,
    );
  }

  /** The files that a path may mean, the literal reading first; only those below the shared folder. */
  #candidates(path: string, from: SchemaDocument): string[] {
    if (!isRelativePath(path)) return [];
    const base = from.isShared ? dirname(from.file) : this.#sharedDir;
    const files = [resolve(base, path)];
    if (!from.isShared) files.push(resolve(dirname(from.file), path));
    const [, rest] = /^(?:\.\/)*(?:\.\.\/)?shared\/(.*)$/s.exec(path) ?? [];
    if (rest !== undefined) files.push(resolve(this.#sharedDir, rest));
    return files.filter((file) => isInside(file, this.#sharedDir));
  }

  #outside(path: string, site: SchemaPlace): Error {
    const text = `$ref ${JSON.stringify(path)} leads outside the shared folder ${this.#sharedDir}. Put what is referred to there.`;
    return schemaError('SCHEMA_REF_OUTSIDE', site, text);
  }
}

/** One or two segments that cannot leave the folder, whatever the platform's separators. */
function isSchemaName(name: unknown): name is string {
  if (typeof name !== 'string' || /[\\\0]/.test(name)) return false;
  const segments = name.split('/');
  return segments.length <= 2 && segments.every((segment) => segment !== '' && !/^\.+$/.test(segment));
}

/** Neither absolute, nor with a scheme or host, nor with what some platform takes for a separator or an end. */
function isRelativePath(path: string): boolean {
  return !isAbsolute(path) && !/^[a-z][a-z0-9+.-]*:/i.test(path) && !/[\\\0]/.test(path);
}

function isInside(file: string, folder: string): boolean {
  const path = relative(folder, file);
  return path !== '' && path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}

/** The path with all links resolved; undefined where there is no such file. */
async function realFile(file: string): Promise<string | undefined> {
  try {
    const real = await realpath(file);
    return (await stat(real)).isFile() ? real : undefined;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw schemaError('SCHEMA_NOT_FOUND', { file }, `It cannot be read: ${errorText(error)}.`, error);
  }
}

async function realFolder(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch (error) {
    if (isMissing(error)) return folder;
    throw schemaError('SCHEMA_NOT_FOUND', { file: folder }, `It cannot be read: ${errorText(error)}.`, error);
  }
}

function isMissing(error: unknown): boolean {
  return hasCode(error, 'ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP');
}

async function listSchemas(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder, { recursive: true });
    return names.filter((name) => name.endsWith('.json')).map((name) => name.split(sep).join('/'));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function readDocument(file: string, real: string, isShared: boolean): Promise<SchemaDocument> {
  const text = await readText(file, real);
  if (text.trim() === '') throw schemaError('SCHEMA_JSON_INVALID', { file }, 'It is empty.');
  try {
    return { file, isShared, content: JSON.parse(text) };
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
