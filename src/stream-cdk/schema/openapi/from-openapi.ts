import { join, relative, resolve } from 'node:path';
import { CodedError } from '../../../errors.js';
import { type WrittenFiles, writeFiles } from '../../write-files.js';
import { chooseComponents } from './choose-components.js';
import { ConversionNotes } from './conversion-notes.js';
import { DocumentSet } from './document-set.js';
import { type GeneratedSchemas, generateFiles } from './generate-files.js';
import { readComponents } from './read-components.js';
import { findFault, readOpenApi } from './read-openapi.js';

/** The options of `stream-cdk schema from-openapi`. */
export interface FromOpenApiOptions {
  readonly file: string;
  /** Schemas to make streams of: `Name`, `Name=stream` or a pointer; all objects when empty. */
  readonly components: readonly string[];
  /** Folder of the streams' schemas. */
  readonly schemas: string;
  /** Folder of the schemas they refer to. */
  readonly shared: string;
  readonly force: boolean;
}

/** What an API description became. */
export interface FromOpenApiResult {
  readonly generated: GeneratedSchemas;
  readonly files: WrittenFiles;
  readonly notes: ConversionNotes;
  /** What is wrong with the description by the rules of OpenAPI. */
  readonly fault: string | undefined;
}

/**
 * Writes the schemas of an API description: a file for each stream and shared ones for what they refer to.
 *
 * @throws CodedError `TOOL_INPUT` for a file that is not an API description, or a schema that is not in it or not an object;
 * `TOOL_FILE_EXISTS` when a file there differs.
 */
export async function fromOpenApi(options: FromOpenApiOptions): Promise<FromOpenApiResult> {
  if (resolve(options.schemas) === resolve(options.shared)) {
    throw new CodedError('TOOL_INPUT', { message: '--schemas and --shared must be two folders.' });
  }
  const document = await readOpenApi(options.file);
  const fault = await findFault(document.root);
  const documents = await DocumentSet.read(options.file, document.root);
  const notes = new ConversionNotes();
  const choices = chooseComponents(document, documents, options.components);
  const components = readComponents(document, documents, choices, notes);
  const isNamed = options.components.length > 0;
  const generated = generateFiles(choices, components, ({ place }) => documents.keyOf(place), isNamed, notes);
  return { generated, files: await write(generated, options), notes, fault };
}

/** Both folders in one go, so that all files are written or none. */
async function write({ streams, shared }: GeneratedSchemas, options: FromOpenApiOptions): Promise<WrittenFiles> {
  const [schemasDir, sharedDir] = [options.schemas, options.shared].map((folder) => relative('.', folder));
  const files = new Map([
    ...[...streams].map(([path, text]) => [join(schemasDir ?? '', path), text] as const),
    ...[...shared].map(([path, text]) => [join(sharedDir ?? '', path), text] as const),
  ]);
  return await writeFiles('.', files, options.force);
}
