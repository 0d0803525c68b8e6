import { basename, join, relative, resolve } from 'node:path';
import { CodedError } from '../../../errors.js';
import type { GeneratedFiles, WrittenFiles } from '../../write-files.js';
import { type Choice, chooseComponents } from './choose-components.js';
import { chooseEndpoints } from './choose-endpoints.js';
import { ConversionNotes } from './conversion-notes.js';
import { DocumentSet } from './document-set.js';
import { type GeneratedSchemas, generateFiles } from './generate-files.js';
import { type FilePlan, GeneratedFileSet } from './generated-files.js';
import { readComponents } from './read-components.js';
import { findFault, type OpenApiDocument, readOpenApi } from './read-openapi.js';

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
  /** A stream for each GET endpoint that returns a list; so also where there are no schemas by name. */
  readonly byEndpoint?: boolean;
  /** Every field may be null, and none is required. */
  readonly allNullable?: boolean;
  /** Write nothing. */
  readonly check?: boolean;
}

/** What an API description became. */
export interface FromOpenApiResult {
  readonly generated: GeneratedSchemas;
  readonly plan: FilePlan;
  /** Undefined if nothing was to be written. */
  readonly files: WrittenFiles | undefined;
  readonly notes: ConversionNotes;
  /** What is wrong with the description by the rules of OpenAPI. */
  readonly fault: string | undefined;
}

/**
 * Writes the schemas of an API description: a file for each stream and shared ones for what they refer to.
 *
 * @throws CodedError `TOOL_INPUT` for a file that is not an API description, or a schema that is not in it or not an object;
 * `TOOL_FILE_EXISTS` when a file there was edited by hand.
 */
export async function fromOpenApi(options: FromOpenApiOptions): Promise<FromOpenApiResult> {
  if (resolve(options.schemas) === resolve(options.shared)) {
    throw new CodedError('TOOL_INPUT', { message: '--schemas and --shared must be two folders.' });
  }
  const notes = new ConversionNotes();
  const document = await readOpenApi(options.file, notes);
  const fault = document.isConverted ? undefined : await findFault(document.root);
  const documents = await DocumentSet.read(options.file, document.root);
  const choices = choose(document, documents, options);
  const components = readComponents(document, documents, choices, notes);
  const { schemas, shared, allNullable = false } = options;
  const isNamed = options.components.length > 0;
  const rules = { isNamed, allNullable, schemas, shared };
  const generated = generateFiles(choices, components, ({ place }) => documents.keyOf(place), rules, notes);
  const files = new GeneratedFileSet(schemas, basename(resolve(options.file)), filesOf(generated, options));
  const plan = await files.plan();
  const written = options.check === true ? undefined : await files.write(plan, options.force);
  return { generated, plan, files: written, notes, fault };
}

function choose(document: OpenApiDocument, documents: DocumentSet, options: FromOpenApiOptions): Choice[] {
  const isPlain = document.components.length === 0 && options.components.length === 0;
  const endpoints = options.byEndpoint === true || isPlain ? chooseEndpoints(documents) : [];
  if (endpoints.length > 0) return endpoints;
  if (options.byEndpoint !== true) return chooseComponents(document, documents, options.components);
  throw new CodedError('TOOL_INPUT', {
    message: `${options.file} has no GET endpoint that returns a list of objects.`,
  });
}

/** Both folders in one go, so that all files are written or none. */
function filesOf({ streams, shared }: GeneratedSchemas, options: FromOpenApiOptions): GeneratedFiles {
  const [schemasDir, sharedDir] = [options.schemas, options.shared].map((folder) => relative('.', folder));
  return new Map([
    ...[...streams].map(([path, text]) => [join(schemasDir ?? '', path), text] as const),
    ...[...shared].map(([path, text]) => [join(sharedDir ?? '', path), text] as const),
  ]);
}
