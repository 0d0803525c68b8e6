import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { z } from 'zod';
import { CodedError, errorText } from '../../../errors.js';
import { hasCode } from '../../../util/has-code.js';
import { type GeneratedFiles, type WrittenFiles, writeFiles } from '../../write-files.js';
import { schemaText } from '../schema-text.js';

/** Beside the schemas: which files were generated, and what was in them, so that edits by hand are seen. */
const RECORD_FILE = '.from-openapi.json';
const ABOUT =
  'Hashes of the files that stream-cdk schema from-openapi wrote, by description. Keep this file with them.';

const recordShape = z.looseObject({
  descriptions: z.record(z.string(), z.record(z.string(), z.string())),
});
/** Hashes by the name of the description, then by the path below the folder of schemas. */
type Hashes = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What a run would do, or did. Paths are those of the run's files. */
export interface FilePlan {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly unchanged: readonly string[];
  /** Differ from what is generated, and are not what an earlier run wrote. */
  readonly edited: readonly string[];
  /** Written by an earlier run for this description, and no longer generated. */
  readonly stale: readonly string[];
}

/** The files of one description, beside those of others. */
export class GeneratedFileSet {
  readonly #folder: string;
  readonly #description: string;
  readonly #files: GeneratedFiles;

  /**
   * @param folder - of the streams' schemas, where the record lies
   * @param description - its name
   * @param files - texts by path
   */
  constructor(folder: string, description: string, files: GeneratedFiles) {
    this.#folder = folder;
    this.#description = description;
    this.#files = files;
  }

  /**
   * Compares the files with what is there.
   *
   * @throws CodedError `TOOL_INPUT` when something there cannot be read.
   */
  async plan(): Promise<FilePlan> {
    const hashes = await this.#readHashes();
    const plan = { added: [] as string[], changed: [] as string[], unchanged: [] as string[], edited: [] as string[] };
    for (const [path, text] of this.#files) {
      const present = await textOf(path);
      const known = Object.values(hashes).map((ofOne) => ofOne[this.#key(path)]);
      if (present === undefined) plan.added.push(path);
      else if (plain(present) === text) plan.unchanged.push(path);
      else if (known.includes(hashOf(present))) plan.changed.push(path);
      else plan.edited.push(path);
    }
    const now = new Set([...this.#files.keys()].map((path) => this.#key(path)));
    const before = Object.keys(hashes[this.#description] ?? {}).filter((key) => !now.has(key));
    return { ...plan, stale: before.map((key) => join(this.#folder, key)) };
  }

  /**
   * Writes all files, or none if one was edited by hand.
   *
   * @param force - overwrite those as well
   * @throws CodedError `TOOL_FILE_EXISTS`, `TOOL_INPUT`.
   */
  async write(plan: FilePlan, force: boolean): Promise<WrittenFiles> {
    if (plan.edited.length > 0 && !force) throw edited(plan.edited);
    const result = await writeFiles('.', this.#files, true);
    const own = [...this.#files].map(([path, text]) => [this.#key(path), hashOf(text)] as const);
    const descriptions = { ...(await this.#readHashes()), [this.#description]: Object.fromEntries(own) };
    await writeFiles(this.#folder, new Map([[RECORD_FILE, schemaText({ about: ABOUT, descriptions })]]), true);
    return result;
  }

  #key(path: string): string {
    return relative(this.#folder, path).split(sep).join('/');
  }

  async #readHashes(): Promise<Hashes> {
    const path = join(this.#folder, RECORD_FILE);
    const text = await textOf(path);
    if (text === undefined) return {};
    try {
      return recordShape.parse(JSON.parse(text)).descriptions;
    } catch (error) {
      const message = `${path} is broken: delete it, and run with --force if no file was changed by hand.`;
      throw new CodedError('TOOL_INPUT', { message, cause: error });
    }
  }
}

/** Git may have put carriage returns into the file. */
function plain(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

function hashOf(text: string): string {
  return createHash('sha256').update(plain(text)).digest('hex');
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw new CodedError('TOOL_INPUT', { message: `${path} cannot be read: ${errorText(error)}.`, cause: error });
  }
}

function edited(paths: readonly string[]): CodedError {
  const [first = ''] = paths;
  const shown = paths.slice(0, 5).join(', ');
  const more = paths.length > 5 ? ` and ${paths.length - 5} more` : '';
  return new CodedError('TOOL_FILE_EXISTS', {
    message:
      `Changed by hand, or not written by this command: ${shown}${more}; nothing was written. ` +
      `Move the changes to files such as ${first.replace(/\.json$/, '.local.json')}, which are merged and never overwritten.`,
    details: { paths },
  });
}
