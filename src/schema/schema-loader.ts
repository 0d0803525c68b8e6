import { fileURLToPath } from 'node:url';
import type { JsonSchema } from './json-schema.js';
import { RefInliner } from './loading/ref-inliner.js';
import { schemaError } from './loading/schema-error.js';
import { SchemaFiles } from './loading/schema-files.js';
import { findSharedDir } from './loading/shared-dir.js';

/** Where schemas lie. */
export interface SchemaLoaderOptions {
  /** The folder of the stream schemas, one `<name>.json` each: a path, or a file URL such as that of a module. */
  readonly schemasDir: string | URL;
  /**
   * The only folder that a `$ref` may lead into. Without it, `shared` beside `schemasDir`; or inside it, as in
   * Airbyte's Python connectors, if there is none beside it.
   */
  readonly sharedDir?: string | undefined;
}

/**
 * Loads stream schemas with every `$ref` written out.
 *
 * A `$ref` names a file of the shared folder (`x.json`, `./x.json`, `shared/x.json`, `../shared/x.json`; in a shared
 * file, looked up beside that file first, then from the top of the folder), with or without a `#/fragment`, or a place
 * in its own file (`#/...`). A file outside the folder is refused however it is written, also through a symbolic link.
 * Keys beside a `$ref` are kept and take precedence. `definitions` and `$defs` at the top of a target are dropped; those of the
 * stream's own file stay.
 *
 * Files of drafts 04 to 2020-12 are read in the sense of their draft and converted to draft-07. Changes in a file
 * `<name>.local.json` beside one, a JSON merge patch, are applied to it.
 *
 * @example
 * const loader = new SchemaLoader({ schemasDir: 'schemas' }); // and shared/ beside it
 * await loader.load('canvas_logs/web_logs') // schemas/canvas_logs/web_logs.json
 */
export class SchemaLoader {
  readonly #options: SchemaLoaderOptions;

  constructor(options: SchemaLoaderOptions) {
    this.#options = options;
  }

  /**
   * The schema of that name, a fresh copy at each call. A name may hold one folder: `canvas_logs/web_logs`.
   *
   * @throws CodedError `SCHEMA_NAME_INVALID`, `SCHEMA_NOT_FOUND`, `SCHEMA_JSON_INVALID`, `SCHEMA_NOT_OBJECT`,
   * `SCHEMA_REF_MISSING`, `SCHEMA_REF_OUTSIDE`, `SCHEMA_FRAGMENT_MISSING`, `SCHEMA_REF_CYCLE`; each names the file,
   * the place in it and the nearest match. `SCHEMA_INVALID` when it nests too deep, grows without bound or names a draft that cannot be read.
   */
  async load(name: string): Promise<JsonSchema> {
    const { schemasDir: place, sharedDir } = this.#options;
    const schemasDir = place instanceof URL ? fileURLToPath(place) : place;
    const files = new SchemaFiles({ schemasDir, sharedDir: await findSharedDir(schemasDir, sharedDir) });
    const document = await files.readSchema(name);
    try {
      return await new RefInliner(files).inline(document);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw schemaError('SCHEMA_INVALID', { file: document.file }, 'It nests too deep to be walked.', error);
    }
  }
}
