import { readdir, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { errorText } from '../../errors.js';
import { hasCode } from '../../util/has-code.js';
import { decodePercent } from '../json-pointer.js';
import { didYouMean } from '../nearest-match.js';
import { readDocument, type SchemaDocument } from './read-document.js';
import { type SchemaPlace, schemaError } from './schema-error.js';
import { isSchemaFileName, LOCAL_EDITS } from './schema-file-name.js';

export type { SchemaDocument };

/** Reads schema files, and only those in the folders that are given. Each way to name a file is looked up once. */
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
      const text = `${JSON.stringify(name)} is not a schema name: at most one folder and a name, neither of them empty or only dots.`;
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
    return this.#read(file, real, this.#schemasDir);
  }

  /** The shared file that the path part of a `$ref` names; `site` is the place of the `$ref`, in `from`. */
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
      return this.#read(file, real, this.#sharedDir, from);
    }
    throw schemaError(
      'SCHEMA_REF_MISSING',
      site,
      `$ref ${JSON.stringify(path)} does not name a file of ${this.#sharedDir}.${await this.#nearest(path)}`,
    );
  }

  /** With the changes in the file of local edits beside it, if there is one. */
  async #read(file: string, real: string, folder: string, from?: SchemaDocument): Promise<SchemaDocument> {
    const local = file.replace(/\.json$/, LOCAL_EDITS);
    const realLocal = local === file ? undefined : await realFile(local);
    if (realLocal !== undefined && !isInside(realLocal, await realFolder(folder))) {
      throw schemaError('SCHEMA_NAME_INVALID', { file: local }, 'It is a link that leaves the folder of schemas.');
    }
    const edits = realLocal === undefined ? undefined : { file: local, real: realLocal };
    return await readDocument({ file, real }, edits, from);
  }

  /**
   * The files that a path may mean, in the order in which they are tried; only those below the shared folder.
   * A shared file may refer to another one relative to itself, or to the top of the shared folder.
   */
  #candidates(path: string, from: SchemaDocument): string[] {
    if (!isRelativePath(path)) return [];
    const here = dirname(from.file);
    const bases = from.isShared ? [here, this.#sharedDir] : [this.#sharedDir, here];
    const files = bases.map((base) => resolve(base, path));
    const [, rest] = /^(?:\.\/)*(?:\.\.\/)?shared\/(.*)$/s.exec(path) ?? [];
    if (rest !== undefined) files.push(resolve(this.#sharedDir, rest));
    return files.filter((file) => isInside(file, this.#sharedDir));
  }

  /** Proposes another path than the one that was written, from the top of the shared folder. */
  async #nearest(path: string): Promise<string> {
    const written = path.replace(/^(?:\.{1,2}\/|shared\/)+/, '');
    const names = (await listSchemas(this.#sharedDir)).filter((name) => name !== path && name !== written);
    return didYouMean(written, names);
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

/** Neither absolute, nor with a scheme or host, nor with a separator or terminator of any platform. */
function isRelativePath(path: string): boolean {
  return !isAbsolute(path) && !/^[a-z][a-z0-9+.-]*:/i.test(path) && !/[\\\0]/.test(path);
}

function isInside(file: string, folder: string): boolean {
  const path = relative(folder, file);
  return path !== '' && path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}

/** The path with all links resolved; undefined where the file does not exist. */
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
    return names.filter(isSchemaFileName).map((name) => name.split(sep).join('/'));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
