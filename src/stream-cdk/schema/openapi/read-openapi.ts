import type { Validator } from '@seriousme/openapi-schema-validator';
import { CodedError, errorText } from '../../../errors.js';
import { isSchemaObject, ownValue } from '../../../schema/json-schema.js';
import { isJsonObject, type JsonObject } from '../../../util/json.js';
import { loadPackage } from '../../../util/load-package.js';
import { readObjectDocument } from '../../read-document.js';
import type { ConversionNotes } from './conversion-notes.js';
import { isFolder, isSwagger1, readSwagger1 } from './swagger-1/read-swagger-1.js';

/** An API description and where its schemas are. */
export interface OpenApiDocument {
  readonly path: string;
  readonly root: JsonObject;
  /** Tokens that lead to the schemas by name. */
  readonly section: readonly string[];
  /** Names of the schemas, in their order. */
  readonly components: readonly string[];
  /** It was made from one by Swagger 1, so that it tells nothing about the faults of that. */
  readonly isConverted: boolean;
}

/**
 * Reads an OpenAPI description, version 2.0, 3.0 or later, or one by Swagger 1, also as a folder of its resources.
 *
 * @throws CodedError `TOOL_INPUT` when the file cannot be read or is not such a description.
 */
export async function readOpenApi(path: string, notes: ConversionNotes): Promise<OpenApiDocument> {
  const { root, isConverted } = await readRoot(path, notes);
  const [swagger, openapi] = ['swagger', 'openapi'].map((name) => String(ownValue(root, name) ?? ''));
  const section = swagger?.startsWith('2') ? ['definitions'] : ['components', 'schemas'];
  if (!swagger?.startsWith('2') && !openapi?.startsWith('3.')) {
    const message = `${path} is not an OpenAPI description: it says neither swaggerVersion: 1.x, swagger: "2.0" nor openapi: 3.x.`;
    throw new CodedError('TOOL_INPUT', { message });
  }
  let schemas: unknown = root;
  for (const token of section) schemas = isSchemaObject(schemas) ? ownValue(schemas, token) : undefined;
  return { path, root, section, components: isSchemaObject(schemas) ? Object.keys(schemas) : [], isConverted };
}

async function readRoot(path: string, notes: ConversionNotes): Promise<{ root: JsonObject; isConverted: boolean }> {
  const root = (await isFolder(path)) ? undefined : await readObjectDocument(path);
  if (root !== undefined && !isSwagger1(root)) return { root, isConverted: false };
  return { root: await readSwagger1(path, notes), isConverted: true };
}

let validator: Validator | undefined;

/** Making one is costly. */
async function loadValidator(): Promise<Validator> {
  const name = '@seriousme/openapi-schema-validator';
  const rules = await loadPackage(name, () => import('@seriousme/openapi-schema-validator'));
  return new rules.Validator();
}

/**
 * What is wrong with a description by the rules of OpenAPI, in one sentence; undefined for a sound one. Large public
 * descriptions often have small faults which do no harm to their schemas, so this is only a warning.
 */
export async function findFault(root: JsonObject): Promise<string | undefined> {
  try {
    validator ??= await loadValidator();
    const { valid, errors } = await validator.validate(plainNumbers(root));
    if (valid) return undefined;
    const [first] = typeof errors === 'string' ? [{ instancePath: '', message: errors }] : (errors ?? []);
    return `${first?.instancePath ?? ''} ${first?.message ?? 'is not valid'}`.trim();
  } catch (error) {
    return `it was not checked. ${errorText(error)}`;
  }
}

/** The validator knows no `bigint`, and may change what it is given. */
function plainNumbers(root: JsonObject): Record<string, unknown> {
  const text = JSON.stringify(root, (_key, value: unknown) => (typeof value === 'bigint' ? Number(value) : value));
  const copy: unknown = JSON.parse(text);
  return isJsonObject(copy) ? copy : {};
}
